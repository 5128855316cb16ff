import type { Thing } from "../inventory";

/** Eventual consistency. */
export interface Lag {
  /** How many GETs of a new thing answer 404. */
  gets: number;
  /** Virtual seconds before a new thing is in lists. */
  listSeconds: number;
}

/** Which things can be seen already. */
export class Visibility {
  private readonly made = new Map<string, { at: number; hidden: number }>();

  /** Notes that a thing was made by a request. */
  born(id: string, at: number, lag: Lag): void {
    this.made.set(id, { at, hidden: lag.gets });
  }

  /** Whether a GET finds it; each that does not brings the moment nearer. */
  found(id: string): boolean {
    const entry = this.made.get(id);
    if (!entry || entry.hidden === 0) return true;
    entry.hidden -= 1;
    return false;
  }

  listed = (now: number, lag: Lag) => (thing: Thing) => {
    const entry = this.made.get(thing.id);
    return !entry || now - entry.at >= lag.listSeconds * 1000;
  };
}
