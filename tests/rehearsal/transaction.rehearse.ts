import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../support/rehearsal/run";
import { post } from "../support/release/author";
import { nextPushWorks } from "../support/release/fault";
import { backAfter, expectWhole } from "../support/release/whole";
import { releaseFixture } from "./release/fixture";

/**
 * Root's own release is killed, the server's state damaged: within two minutes (watch's minute, and the work itself) all sources
 * agree, and the next push works. FREEHOLD_SEED and FREEHOLD_KILLS: which moments, and how many.
 */
const seed = Number(process.env["FREEHOLD_SEED"] ?? 20261125);
const kills = Number(process.env["FREEHOLD_KILLS"] ?? 8);
const minutes = 150;

beforeAll(() => releaseFixture.start("kills"));
afterAll(() => releaseFixture.site.remove());

const read = (path: string) => readFileSync(join(releaseFixture.site.folder, path), "utf8");
const inServer = (command: string) => releaseFixture.site.inServer(command);
const status = async () => JSON.parse((await releaseFixture.author.ask("status", "--json")).output);
/** While somebody is at work `status` names only what holds at any time. */
const settled = async () => {
  const { whole, atWork } = await status();
  return (whole && !atWork) || undefined;
};

/** mulberry32: the same numbers for the same seed. */
function numbers(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

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
      await releaseFixture.author.push(["HEAD:main"], (line) => {
        if (at !== 0 || !/release [0-9a-f]{12}:/.test(line)) return;
        at = Date.now();
        setTimeout(() => {
          at = Date.now();
          killed = inServer(killRelease);
        }, delay);
      });
      await killed;
      const back = await backAfter(releaseFixture.author, at, minutes);
      expect([before, commit]).toContain(back.commit);
      await until("the end of the intent", minutes, settled);
      const { releases } = JSON.parse((await releaseFixture.author.ask("releases", "--json")).output);
      expect(releases.filter((one: { result: string }) => one.result === "live").at(-1).release).toBe(back.commit);
      console.log(
        JSON.stringify({ number, kind, delay, won: back.commit === before ? "old" : "new", seconds: back.seconds }),
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

describe("repaired without anybody", () => {
  it.each([
    ["a lost service", "docker service rm blog_app"],
    ["an empty `live`", ": > /var/lib/freehold/live"],
    ["a damaged `live`", "echo garbage > /var/lib/freehold/live"],
    [
      "lost images",
      "docker images --format '{{.Repository}}:{{.Tag}}' | grep ^freehold.invalid/ | xargs docker rmi -f",
    ],
    ["another release.json", `echo '{"release":"x"}' > /var/lib/freehold/nginx/www/release.json`],
    ["a damaged daemon.json, Docker down", "echo '{ half' > /etc/docker/daemon.json; systemctl restart docker"],
  ])("%s", async (_name, harm) => {
    const before = releaseFixture.author.main();
    const good = "cmp -s /etc/docker/daemon.json /var/lib/freehold/good/daemon.json";
    await until("watch's copy of daemon.json", minutes, async () => (await inServer(good)).status === 0 || undefined);
    await inServer(harm);
    const named = await releaseFixture.author.ask("status");
    expect(named.output).toContain("PROBLEM   FH-");
    expect(named.status).toBe(1);
    await until("a whole site", 300, settled);
    await expectWhole(releaseFixture.author, before);
  });
});
