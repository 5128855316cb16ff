import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { numbers } from "../support/random";
import { until } from "../support/rehearsal/run";
import { post } from "../support/release/author";
import { nextPushWorks } from "../support/release/fault";
import { LineKiller } from "../support/release/kill-at-line";
import { repaired } from "../support/release/repair";
import { expectWhole } from "../support/release/whole";
import { releaseFixture } from "./release/fixture";

/**
 * Root's own release is killed: the watchdog completes or undoes it, all sources agree, and the next push works.
 * FREEHOLD_SEED and FREEHOLD_KILLS: which moments, and how many; FREEHOLD_LINES: at how many lines of its code.
 */
const seed = Number(process.env["FREEHOLD_SEED"] ?? 20261125);
const kills = Number(process.env["FREEHOLD_KILLS"] ?? 8);
const lines = Number(process.env["FREEHOLD_LINES"] ?? 4);
/** Seconds within which the server has repaired itself. */
const limit = 150;

beforeAll(() => releaseFixture.start("kills"));
afterAll(() => releaseFixture.site.remove());

const read = (path: string) => readFileSync(join(releaseFixture.site.folder, path), "utf8");
const inServer = (command: string) => releaseFixture.site.inServer(command);
/** A commit that changes app, nginx' configuration, nginx' image, or all of them. */
function change(number: number, kind: number): string {
  const files: Record<string, string> = {};
  if (kind % 3 !== 1) files["app/posts/2026-11-20-kill.md"] = post(`Kill ${number}`);
  if (kind % 2 === 1) files["nginx/conf/headers.inc"] = `${read("nginx/conf/headers.inc")}# ${number}\n`;
  if (kind === 4) files["nginx/Dockerfile"] = `${read("nginx/Dockerfile")}# ${number}\n`;
  return releaseFixture.site.commit(`Kill ${number}`, files);
}

const killRelease = "pkill -KILL -f '^/usr/bin/python3 /usr/local/lib/freehold/release/release '";

describe(`root's release is killed (seed ${seed})`, () => {
  const next = numbers(seed);
  it.each(Array.from({ length: kills }, (_, i) => [i, Math.floor(next() * 5), Math.round(next() * 26_000)] as const))(
    "%i: kind %i, after %i ms",
    async (number, kind, delay) => {
      const before = releaseFixture.author.main();
      const commit = change(number, kind);
      let at = 0;
      let killed: Promise<unknown> | undefined;
      let timer: NodeJS.Timeout | undefined;
      await releaseFixture.author.push(["HEAD:main"], (line) => {
        if (at !== 0 || !/release [0-9a-f]{12}:/.test(line)) return;
        at = Date.now();
        timer = setTimeout(() => {
          at = Date.now();
          killed = inServer(killRelease);
        }, delay);
      });
      clearTimeout(timer);
      await killed;
      const back = await repaired(releaseFixture.author, at, limit);
      expect([before, commit]).toContain(back.commit);
      console.log(
        JSON.stringify({ number, kind, delay, won: back.commit === before ? "old" : "new", seconds: back.seconds }),
      );
      await nextPushWorks(releaseFixture.author);
    },
  );
});

describe(`root's release is killed at a line of its code (seed ${seed})`, () => {
  const next = numbers(seed);
  let killer: LineKiller;
  let met: string[];

  beforeAll(async () => {
    killer = new LineKiller(releaseFixture.author);
    await killer.install();
    change(100, 3);
    expect(await releaseFixture.author.push()).toMatchObject({ status: 0 });
    met = await killer.met();
  });

  it.each(Array.from({ length: lines }, (_, i) => [i, Math.floor(next() * 4), next()] as const))(
    "%i: kind %i, at %f of all lines",
    async (number, kind, where) => {
      const line = met[Math.floor(where * met.length)] as string;
      const before = releaseFixture.author.main();
      const commit = change(200 + number, kind);
      await killer.aim(line);
      const from = Date.now();
      const push = await releaseFixture.author.push();
      await killer.aim();
      const back = await repaired(releaseFixture.author, from, limit);
      expect([before, commit]).toContain(back.commit);
      const won = back.commit === before ? "old" : "new";
      // Told is true: "rejected" is never said of what is live.
      expect(push.status === 0 ? "new" : "old").toBe(won);
      console.log(
        JSON.stringify({ number, kind, line, of: met.length, won, push: push.status, seconds: back.seconds }),
      );
      await nextPushWorks(releaseFixture.author);
    },
  );
});

describe("nginx is killed while a release that will be refused is under way", () => {
  it("and readers never get its configuration", async () => {
    const before = releaseFixture.author.main();
    releaseFixture.site.commit("Never", {
      "nginx/conf/headers.inc": `add_header X-Not-Released yes always;\n${read("nginx/conf/headers.inc")}`,
      "app/server/entrypoint": read("app/server/entrypoint").replace(
        "set -euo pipefail\n",
        "set -euo pipefail\nexit 7\n",
      ),
    });
    const seen = new Set<string | null>();
    let killed: Promise<unknown> | undefined;
    const look = setInterval(async () => {
      const answer = await fetch(releaseFixture.site.url).catch(() => undefined);
      if (answer) seen.add(answer.headers.get("x-not-released"));
    }, 300);
    const push = await releaseFixture.author.push(["HEAD:main"], (line) => {
      if (killed === undefined && line.includes("0 of 2 ready")) killed = inServer("pkill -KILL -x nginx");
    });
    await killed;
    clearInterval(look);
    expect(push.status).toBe(1);
    expect(killed).toBeDefined();
    await until(
      "nginx",
      60,
      async () => (await fetch(releaseFixture.site.url).catch(() => undefined))?.ok || undefined,
    );
    releaseFixture.author.back(before);
    await expectWhole(releaseFixture.author, before);
    expect([...seen]).toEqual([null]);
  });
});
