import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { numbers } from "../random";
import { type Author, type Push, post } from "./author";
import { powerCut } from "./fault";
import { onFullDisk } from "./full-disk";

/** What a deed may have done. */
export interface Outcome {
  /** What was live, each above what it replaced: one for each way in which the deed may end. */
  readonly stacks: readonly (readonly string[])[];
  /** Requests that readers may have lost: none, a kept-alive POST that met a reload, or any. */
  readonly lost: "none" | "race" | "any";
}

const killRelease = "pkill -KILL -f '^/usr/bin/python3 /usr/local/lib/freehold/release/release '";

/** One rehearsed server's life: what authors and accidents do to it, from a seed, with an account of what must be live. */
export class Life {
  private readonly next: () => number;
  private number = 0;
  private readonly posts: string[] = [];

  constructor(
    private readonly author: Author,
    seed: number,
    public stack: readonly string[],
  ) {
    this.next = numbers(seed);
  }

  /** Deeds by name, as often as they are to be chosen. */
  readonly deeds: Readonly<Record<string, readonly [weight: number, deed: () => Promise<Outcome>]>> = {
    "a post": [3, () => this.goesLive(this.newPost())],
    "code of the app": [2, () => this.goesLive(this.code())],
    "nginx' configuration": [2, () => this.goesLive(this.conf("# a line"))],
    "a post that cannot be rendered": [1, () => this.isRefused({ "app/posts/2026-11-20-bad.md": "Hello.\n" })],
    "an app that crashes": [1, () => this.isRefused(this.crash())],
    "a configuration that nginx does not take": [1, () => this.isRefused(this.conf("}"))],
    "two authors at once": [1, () => this.race()],
    rollback: [3, () => this.rollback()],
    unpublish: [2, () => this.unpublish()],
    "a killed release": [2, () => this.cutOff(() => this.author.site.inServer(killRelease), "race")],
    "a power cut in a release": [1, () => this.cutOff(async () => powerCut(this.author), "any")],
    "a power cut": [1, () => this.powerCut()],
    "a full disk": [1, () => onFullDisk(this.author.site, () => this.isRefused(this.newPost()))],
  };

  /** Names of so many deeds, by the seed. */
  choose(count: number): string[] {
    const names = Object.entries(this.deeds).flatMap(([name, [weight]]) => Array<string>(weight).fill(name));
    return Array.from({ length: count }, () => names[Math.floor(this.next() * names.length)] as string);
  }

  private read(path: string): string {
    return readFileSync(join(this.author.site.folder, path), "utf8");
  }

  private newPost(): Record<string, string> {
    const name = `model-${++this.number}`;
    this.posts.push(name);
    return { [`app/posts/${name}.md`]: post(name) };
  }

  private code = () => ({ "app/blog/headers.py": `${this.read("app/blog/headers.py")}\n# ${++this.number}\n` });

  private conf = (line: string) => ({
    "nginx/conf/headers.inc": `${this.read("nginx/conf/headers.inc")}${line} ${line === "}" ? "" : ++this.number}\n`,
  });

  private crash = () => ({
    "app/server/entrypoint": this.read("app/server/entrypoint").replace(
      "set -euo pipefail\n",
      "set -euo pipefail\nexit 7\n",
    ),
  });

  private commit(files: Record<string, string>): string {
    return this.author.site.commit(`Model ${++this.number}`, files);
  }

  private async goesLive(files: Record<string, string>): Promise<Outcome> {
    const commit = this.commit(files);
    expect(await this.author.push()).toMatchObject({ status: 0 });
    return { stacks: [[...this.stack, commit]], lost: "nginx/conf/headers.inc" in files ? "race" : "none" };
  }

  private async isRefused(files: Record<string, string>): Promise<Outcome> {
    this.commit(files);
    const push = await this.author.push();
    expect(push.status).toBe(1);
    expect(push.output).toContain("REFUSED: FH-");
    return { stacks: [this.stack], lost: "none" };
  }

  private async race(): Promise<Outcome> {
    const base = this.author.git("rev-parse", "HEAD");
    const one = this.commit(this.newPost());
    this.author.git("reset", "--quiet", "--hard", base);
    const other = this.commit(this.code());
    const pushes = await Promise.all([one, other].map((commit) => this.author.push([`${commit}:main`])));
    expect(pushes.map(({ status }: Push) => status).sort()).toEqual([0, 1]);
    const winner = pushes[0]?.status === 0 ? one : other;
    return { stacks: [[...this.stack, winner]], lost: "none" };
  }

  private async rollback(): Promise<Outcome> {
    const { status } = await this.author.ask("rollback");
    const back = this.stack.length > 1;
    expect(status).toBe(back ? 0 : 1);
    return { stacks: [back ? this.stack.slice(0, -1) : this.stack], lost: "race" };
  }

  private async unpublish(): Promise<Outcome> {
    const shown = this.author.git("ls-tree", "--name-only", "HEAD", "app/posts/");
    const [name] = this.posts.filter((one) => shown.includes(`app/posts/${one}.md`));
    if (name === undefined) {
      expect((await this.author.ask("unpublish", "model-none")).output).toContain("FH-UNPUBLISH-UNKNOWN");
      return { stacks: [this.stack], lost: "none" };
    }
    expect((await this.author.ask("unpublish", name)).status).toBe(0);
    expect((await fetch(`${this.author.site.url}/posts/${name}`)).status).toBe(404);
    expect((await this.author.ask("rollback")).output).toContain("FH-ROLLBACK-NONE");
    return { stacks: [[this.author.main()]], lost: "race" };
  }

  /** A push, and `harm` within the time that one takes. */
  private async cutOff(harm: () => Promise<unknown>, lost: Outcome["lost"]): Promise<Outcome> {
    const commit = this.commit(this.next() < 0.5 ? this.newPost() : this.code());
    let harmed: Promise<unknown> | undefined;
    const delay = this.next() * 15_000;
    const begun = (line: string) => {
      if (harmed === undefined && /release [0-9a-f]{12}:/.test(line))
        harmed = new Promise((done) => setTimeout(done, delay)).then(harm);
    };
    await this.author.push(["HEAD:main"], begun);
    await harmed;
    return { stacks: [this.stack, [...this.stack, commit]], lost };
  }

  private async powerCut(): Promise<Outcome> {
    powerCut(this.author);
    return { stacks: [this.stack], lost: "any" };
  }
}
