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
import { the } from "./release/the-site";

beforeAll(() => the.start());
afterAll(() => the.site.remove());

const read = (path: string) => readFileSync(join(the.site.folder, path), "utf8");

/** Runs it under 20,000 requests and prints what README and docs/rehearsals.md quote. */
async function measured<T extends Result>(
  name: string,
  work: () => Promise<T>,
): Promise<{ result: T; report: Report }> {
  const { result, report } = await underLoad(the.site.url, amounts.rehearsal, work);
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
    const before = the.author.app(the.author.main());
    const commit = the.site.commit(name, files());
    const { result: push, report } = await measured(name, () => the.author.push());
    expect(push).toMatchObject({ status: 0 });
    expect(reasons(report)).toEqual({});
    expect(report.seen[before]?.last).toBeLessThan(push.ended + 2000);
    await expectWhole(the.author, commit);
  });

  it("a rollback", async () => {
    const good = the.author.git("rev-parse", "HEAD~1");
    const { result, report } = await measured("a rollback", () => the.author.ask("rollback"));
    expect(result).toMatchObject({ status: 0 });
    expect(reasons(report)).toEqual({});
    await expectWhole(the.author, good);
    the.author.back();
  });

  it.each<Broken>([brokenPost, crashAtStart, neverHealthy(false), endlessNginx])("$name", async (broken) => {
    const before = the.author.main();
    commitBroken(the.author, broken);
    const { result: push, report } = await measured(broken.name, () => the.author.push());
    the.author.back(before);
    expect(push.status).toBe(1);
    for (const words of broken.words) expect(push.output).toContain(words);
    expect(reasons(report)).toEqual({});
    await expectWhole(the.author, before);
  });
});

describe("20,000 requests, the lost ones counted:", () => {
  it("an app that dies five seconds after it got healthy takes only requests inside it along", async () => {
    const before = the.author.main();
    commitBroken(the.author, diesYoung);
    const { result: push, report } = await measured(diesYoung.name, () => the.author.push());
    the.author.back(before);
    expect(push.status).toBe(1);
    for (const words of diesYoung.words) expect(push.output).toContain(words);
    // A GET is asked of the other task; a POST that was sent is not sent again. At most one for each connection that posts:
    // those that the worker had, and those that waited in its socket.
    const others = report.failures.filter(({ kind, reason }) => kind !== "post" || reason !== "status 502");
    expect(others).toEqual([]);
    expect(report.failed).toBeLessThanOrEqual(2 * amounts.rehearsal.connections);
    await expectWhole(the.author, before);
  });

  it("a reload of nginx loses no GET, and of kept-alive POSTs only those that met a closing connection", async () => {
    const conf = read("nginx/conf/site.conf").replace("keepalive_requests 10000", "keepalive_requests 9999");
    const commit = the.site.commit("A setting of nginx", { "nginx/conf/site.conf": conf });
    const { result: push, report } = await measured("nginx configuration", () => the.author.push());
    expect(push).toMatchObject({ status: 0 });
    expect(report.failures.filter(({ kind, keepAlive }) => kind !== "post" || !keepAlive)).toEqual([]);
    expect(new Set(report.failures.map(({ reason }) => reason))).toEqual(
      new Set(report.failed > 0 ? ["ECONNRESET"] : []),
    );
    expect(report.failed).toBeLessThanOrEqual(amounts.rehearsal.connections);
    await expectWhole(the.author, commit);
  });

  it("another image of nginx: a gap, for a port of the host has room for one", async () => {
    const commit = the.site.commit("An image of nginx", {
      "nginx/Dockerfile": `${read("nginx/Dockerfile")}LABEL a=b\n`,
    });
    const { result: push } = await measured("nginx image", () => the.author.push());
    expect(push).toMatchObject({ status: 0 });
    expect((await backAfter(the.author, push.ended)).commit).toBe(commit);
    await expectWhole(the.author, commit);
  });
});
