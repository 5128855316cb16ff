import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reasons, underLoad } from "../support/load/under-load";
import { toolchain } from "../support/rehearsal/killed";
import { succeeded } from "../support/rehearsal/run";
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

const has = (commit: string, path: string) =>
  spawnSync("git", ["cat-file", "-e", `${commit}:${path}`], { cwd: __dirname }).status === 0;
/** Whether a commit's server knows `unpublish`, the last word that was added. */
const knowsAll = (commit: string) => has(commit, "server/release/unpublish");
/** Whether it takes today's files while it runs. */
const inPlace = (commit: string) => has(commit, "cloud-init/files/usr/local/lib/freehold/shared/bundle.py");

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
    if (knowsAll(from)) return;
    const asked = await toolchain(site(), "unpublish", "one");
    expect(asked.status).toBe(1);
    expect(asked.output).toMatch(/FH-SERVER-OLD: .*npm run up/);
  });

  it.skipIf(inPlace(from))("is too old for `up`, which says so, changes nothing and names the command", async () => {
    const up = await toolchain(site(), "up");
    expect(up.status).not.toBe(0);
    expect(up.output).toMatch(/FH-SERVER-OLD: this server was made by .* npm run rebuild -- --stack/);
    expect(await identity()).toEqual(before);
    expect(await listed()).toEqual(records);
    expect(httpsFixture.author.main()).toBe(live);
    expect(await httpsFixture.curl(httpsFixture.https)).toBe("200 HTTP/2");
  });

  it.skipIf(inPlace(from))("is made anew by that command, with its posts, keys and certificate", async () => {
    succeeded(await toolchain(site(), "rebuild"));
    const { machine, ...kept } = await identity();
    expect(machine).not.toBe(before.machine);
    expect({ machine: before.machine, ...kept }).toEqual(before);
    await expectWhole(httpsFixture.author, site().git("rev-parse", "HEAD"));
    expect(await httpsFixture.curl(`${httpsFixture.https}/posts/2026-11-20-one`)).toBe("200 HTTP/2");
    await nextPushWorks(httpsFixture.author);
  });

  it.skipIf(!inPlace(from))(
    "keeps serving while `npm run up` brings today's files and releases today's commit",
    async () => {
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
    },
  );

  it.skipIf(!inPlace(from))("is the same machine with the same keys, certificate and records", async () => {
    expect(await identity()).toEqual(before);
    expect((await listed()).slice(0, records.length)).toEqual(records);
  });

  it.skipIf(!inPlace(from))("has nothing left to change", async () => {
    const again = succeeded(await toolchain(site(), "up"));
    expect(again.output).not.toMatch(/^ [+~-]+ .*(machine|host-key|operator-key)/m);
  });

  it.skipIf(!inPlace(from))(
    "takes the next push, and goes back to what was live before the upgrade, and forward again",
    async () => {
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
    },
  );
});
