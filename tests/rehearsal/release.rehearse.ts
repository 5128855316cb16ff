import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../support/load/report";
import { amounts, reasons, underLoad } from "../support/load/under-load";
import type { Result } from "../support/rehearsal/run";
import { post } from "../support/release/author";
import {
  type Broken,
  brokenPost,
  commitBroken,
  crashAtStart,
  diesYoung,
  endlessNginx,
  neverHealthy,
} from "../support/release/broken";
import { backAfter, expectWhole } from "../support/release/whole";
import { releaseFixture } from "./release/fixture";

beforeAll(() => releaseFixture.start());
afterAll(() => releaseFixture.site.remove());

const read = (path: string) => readFileSync(join(releaseFixture.site.folder, path), "utf8");

/** Runs it under 20,000 requests and prints what README and docs/rehearsals.md quote. */
async function measured<T extends Result>(
  name: string,
  work: () => Promise<T>,
): Promise<{ result: T; report: Report }> {
  const { result, report } = await underLoad(releaseFixture.site.url, amounts.rehearsal, work);
  const gap = Math.max(...report.streams.map((stream) => stream.longestGap));
  const repeated = report.streams.reduce((sum, stream) => sum + stream.repeated, 0);
  const { sent, failed } = report;
  console.log(JSON.stringify({ name, sent, failed, repeated, longestGapMs: gap, reasons: reasons(report) }));
  expect(sent).toBeGreaterThanOrEqual(amounts.rehearsal.atLeast);
  return { result, report };
}

describe("20,000 requests, none lost:", () => {
  it.each([
    ["a new post", () => ({ "app/posts/2026-11-20-seen.md": post("Seen under load") })],
    ["an app code change", () => ({ "app/blog/web.py": `${read("app/blog/web.py")}\n# A change of the code.\n` })],
  ])("%s", async (name, files) => {
    const before = releaseFixture.author.main();
    const commit = releaseFixture.site.commit(name, files());
    const { result: push, report } = await measured(name, () => releaseFixture.author.push());
    expect(push).toMatchObject({ status: 0 });
    expect(reasons(report)).toEqual({});
    expect(report.seen[before]?.last).toBeLessThan(push.ended + 2000);
    await expectWhole(releaseFixture.author, commit);
  });

  it("a rollback", async () => {
    const good = releaseFixture.author.git("rev-parse", "HEAD~1");
    const { result, report } = await measured("a rollback", () => releaseFixture.author.ask("rollback"));
    expect(result).toMatchObject({ status: 0 });
    expect(reasons(report)).toEqual({});
    await expectWhole(releaseFixture.author, good);
    releaseFixture.author.back();
  });

  it.each<Broken>([brokenPost, crashAtStart, neverHealthy(false), endlessNginx])("$name", async (broken) => {
    const before = releaseFixture.author.main();
    commitBroken(releaseFixture.author, broken);
    const { result: push, report } = await measured(broken.name, () => releaseFixture.author.push());
    releaseFixture.author.back(before);
    expect(push.status).toBe(1);
    for (const words of broken.words) expect(push.output).toContain(words);
    expect(reasons(report)).toEqual({});
    await expectWhole(releaseFixture.author, before);
  });
});

describe("20,000 requests, the lost ones counted:", () => {
  it("an app that dies five seconds after it got healthy takes only requests inside it along", async () => {
    const before = releaseFixture.author.main();
    commitBroken(releaseFixture.author, diesYoung);
    const { result: push, report } = await measured(diesYoung.name, () => releaseFixture.author.push());
    releaseFixture.author.back(before);
    expect(push.status).toBe(1);
    for (const words of diesYoung.words) expect(push.output).toContain(words);
    // A GET is asked of the other task; a POST that was sent is not sent again. At most one for each connection that posts:
    // those that the worker had, and those that waited in its socket.
    const others = report.failures.filter(({ kind, reason }) => kind !== "post" || reason !== "status 502");
    expect(others).toEqual([]);
    expect(report.failed).toBeLessThanOrEqual(2 * amounts.rehearsal.connections);
    await expectWhole(releaseFixture.author, before);
  });

  it("a reload of nginx loses no GET, and of kept-alive POSTs only those that met a closing connection", async () => {
    const conf = read("nginx/conf/site.conf").replace("keepalive_requests 10000", "keepalive_requests 9999");
    const commit = releaseFixture.site.commit("A setting of nginx", { "nginx/conf/site.conf": conf });
    const { result: push, report } = await measured("nginx configuration", () => releaseFixture.author.push());
    expect(push).toMatchObject({ status: 0 });
    expect(report.failures.filter(({ kind, keepAlive }) => kind !== "post" || !keepAlive)).toEqual([]);
    expect(new Set(report.failures.map(({ reason }) => reason))).toEqual(
      new Set(report.failed > 0 ? ["ECONNRESET"] : []),
    );
    expect(report.failed).toBeLessThanOrEqual(amounts.rehearsal.connections);
    await expectWhole(releaseFixture.author, commit);
  });

  it("another image of nginx: a gap, for a port of the host has room for one", async () => {
    const commit = releaseFixture.site.commit("An image of nginx", {
      "nginx/Dockerfile": `${read("nginx/Dockerfile")}LABEL a=b\n`,
    });
    const { result: push } = await measured("nginx image", () => releaseFixture.author.push());
    expect(push).toMatchObject({ status: 0 });
    expect((await backAfter(releaseFixture.author, push.ended)).commit).toBe(commit);
    await expectWhole(releaseFixture.author, commit);
  });
});
