import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reasons, underLoad } from "../support/load/under-load";
import { toolchain } from "../support/rehearsal/killed";
import { run, succeeded } from "../support/rehearsal/run";
import { post } from "../support/release/author";
import { nextPushWorks } from "../support/release/fault";
import { status } from "../support/release/repair";
import { expectWhole } from "../support/release/whole";
import { httpsFixture } from "./https/fixture";

/**
 * A server that an earlier commit's program made, with its data (releases, a rollback, a refused push, a certificate), meets today's
 * `npm run up`. FREEHOLD_UPGRADE_FROM: which commits, with spaces between.
 */
const earlier = (process.env["FREEHOLD_UPGRADE_FROM"] ?? "903398b f38bd9e").split(" ");
const today = "refs/freehold/today";

interface Listed {
  readonly release: string;
  readonly result: string;
}
const site = () => httpsFixture.site;
const listed = async (): Promise<Listed[]> => {
  const { output } = await site().inServer("cat /var/lib/freehold/releases.jsonl");
  return output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Listed);
};
/** What of a machine an upgrade must not replace. */
const identity = async () => ({
  machine: httpsFixture.machine(),
  hostKey: await httpsFixture.server("cat /etc/ssh/ssh_host_ed25519_key.pub"),
  operator: await httpsFixture.server("cat /etc/freehold/keys/operator"),
  certificate: await httpsFixture.served(),
});

/** Pushes a post with plain git, as an author does. */
async function publish(name: string): Promise<string> {
  const commit = site().commit(name, { [`app/posts/2026-11-20-${name}.md`]: post(name) });
  succeeded(await httpsFixture.author.push());
  return commit;
}

/** Whether a commit's server knows `unpublish`, the last word that was added. */
const knowsAll = async (commit: string) =>
  (await run("git", ["cat-file", "-e", `${commit}:server/release/unpublish`], { cwd: __dirname })).status === 0;

describe.each(earlier)("a server of commit %s", (from) => {
  let before: Awaited<ReturnType<typeof identity>>;
  let records: Listed[];
  let live: string;

  beforeAll(async () => {
    await httpsFixture.start(`from-${from}`, { from });
    site().git("update-ref", today, "origin/HEAD");
  });
  afterAll(() => httpsFixture.remove());

  it("has releases, one that was rolled back from, one that was refused, and a certificate", async () => {
    await httpsFixture.certified(["127.0.0.1"]);
    live = await publish("one");
    await publish("two");
    succeeded(await site().ssh("author", "rollback"));
    httpsFixture.author.back(live);
    site().commit("Refused", { "app/posts/2026-11-20-bad.md": "Hello.\n" });
    expect((await httpsFixture.author.push()).status).toBe(1);
    httpsFixture.author.back(live);
    records = await listed();
    before = await identity();
    expect(records.filter(({ result }) => result === "refused")).toHaveLength(1);
  });

  it("is named as older by a command that it does not know, with the command that brings it forward", async () => {
    site().git("merge", "--quiet", "--no-edit", today);
    if (await knowsAll(from)) return;
    const asked = await toolchain(site(), "unpublish", "one");
    expect(asked.status).toBe(1);
    expect(asked.output).toMatch(/FH-SERVER-OLD: .*npm run up/);
  });

  it("keeps serving while `npm run up` brings today's files and releases today's commit", async () => {
    const readers = { atLeast: 500, atMostSeconds: 600, connections: 1, pauseMs: 60 };
    process.env["NODE_EXTRA_CA_CERTS"] = await httpsFixture.ca.root();
    const { report } = await underLoad(httpsFixture.https, readers, async () => {
      succeeded(await toolchain(site(), "up"));
    });
    const gap = Math.max(...report.streams.map((stream) => stream.longestGap));
    const { sent, failed } = report;
    console.log(JSON.stringify({ from, sent, failed, longestGapMs: gap, reasons: reasons(report) }));
    // Another image of nginx is a gap: a port of the host has room for one.
    expect(gap).toBeLessThan(15_000);
    await expectWhole(httpsFixture.author, site().git("rev-parse", "HEAD"));
    expect(await status(httpsFixture.author)).toMatchObject({ whole: true, version: 2, problems: [] });
    expect((await site().inServer("systemctl --failed --no-legend --plain")).output.trim()).toBe("");
  });

  it("is the same machine with the same keys, certificate and records", async () => {
    expect(await identity()).toEqual(before);
    expect((await listed()).slice(0, records.length)).toEqual(records);
  });

  it("has nothing left to change", async () => {
    const again = succeeded(await toolchain(site(), "up"));
    expect(again.output).not.toMatch(/^ [+~-]+ .*(machine|host-key|operator-key)/m);
  });

  it("takes the next push, and goes back to what was live before the upgrade, and forward again", async () => {
    const { author } = httpsFixture;
    await nextPushWorks(author);
    const upgraded = site().git("rev-parse", "HEAD~1");
    for (const target of [upgraded, live]) {
      succeeded(await author.ask("rollback"));
      expect(await status(author)).toMatchObject({ live: target, whole: true, problems: [] });
      expect(author.main()).toBe(target);
    }
    author.back(upgraded);
    succeeded(await author.push());
    await expectWhole(author, upgraded);
  });
});
