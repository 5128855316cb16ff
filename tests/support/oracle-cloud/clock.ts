/** Virtual time of the fake: it passes with each request, and when a test says so. Nothing waits for a real second. */
export class Clock {
  private due: { readonly at: number; readonly work: () => void | Promise<void> }[] = [];

  /** @param now milliseconds since 1970 at the beginning */
  constructor(public now = Date.UTC(2026, 10, 1)) {}

  /** Does something when so many virtual seconds have passed. */
  after(seconds: number, work: () => void | Promise<void>): void {
    this.due.push({ at: this.now + seconds * 1000, work });
  }

  /** Lets virtual seconds pass, and what is due happen, in the order of its time. */
  async advance(seconds: number): Promise<void> {
    this.now += seconds * 1000;
    for (;;) {
      const next = this.due.filter(({ at }) => at <= this.now).sort((a, b) => a.at - b.at)[0];
      if (!next) return;
      this.due = this.due.filter((one) => one !== next);
      await next.work();
    }
  }

  /** As Oracle writes times. */
  stamp = () => new Date(this.now).toISOString();
}
