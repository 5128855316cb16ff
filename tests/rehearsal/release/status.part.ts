import { describe, expect, it } from "vitest";
import { until } from "../../support/rehearsal/run";
import { post } from "../../support/release/author";
import { expectWhole } from "../../support/release/whole";
import { releaseFixture } from "./fixture";

interface Status {
  readonly whole: boolean;
  readonly atWork: boolean;
  readonly problems: readonly { readonly code: string; readonly do: string }[];
}
const status = async () => JSON.parse((await releaseFixture.author.ask("status", "--json")).output) as Status;
const codes = async () => (await status()).problems.map(({ code }) => code);
const inServer = async (command: string) => (await releaseFixture.site.inServer(command)).output.trim();
/** Setup, which each repair starts, has ended: until then units are being brought. */
const setUp = () =>
  until(
    "setup",
    180,
    async () => (await inServer("systemctl is-active freehold-setup.service")) === "active" || undefined,
  );
const watch = () => inServer("systemctl start freehold-watch.service");
/** What `npm run repair` runs. */
const repair = () => releaseFixture.site.ssh("operator", "sudo", "/usr/local/lib/freehold/watch/repair");

describe("status", () => {
  it("says that a release is at work, and names nothing that passes, at any moment of it", async () => {
    const { author, site } = releaseFixture;
    author.back();
    // With new containers: a post alone is live before one has asked twice.
    const code = author.git("show", "HEAD:app/blog/headers.py");
    const files = { "app/posts/at-work.md": post("At work"), "app/blog/headers.py": `${code}\n# At work.\n` };
    const commit = site.commit("A post and code", files);
    const seen: Status[] = [];
    let ended = false;
    const look = async () => {
      while (!ended) seen.push(await status());
    };
    const [push] = await Promise.all([author.push().finally(() => (ended = true)), look()]);
    expect(push).toMatchObject({ status: 0 });
    expect(seen.flatMap(({ problems }) => problems)).toEqual([]);
    expect(seen.every(({ whole }) => whole)).toBe(true);
    expect(seen.filter(({ atWork }) => atWork).length).toBeGreaterThan(2);
    await expectWhole(author, commit);
    expect((await status()).atWork).toBe(false);
  });
});

describe("the server's own files", () => {
  const unit = "/etc/systemd/system/freehold-tidy.service";

  it("a damaged unit is named, and put back by watch", async () => {
    const before = await inServer(`cat ${unit}`);
    await inServer(`: > ${unit}; systemctl daemon-reload`);
    expect(await codes()).toEqual(["FH-UNIT-DAMAGED"]);
    await watch();
    await setUp();
    expect(await status()).toMatchObject({ whole: true, problems: [] });
    expect(await inServer(`cat ${unit}`)).toBe(before);
  });

  it("where watch itself is stopped, the command that status names puts it back", async () => {
    await inServer("systemctl disable --now freehold-watch.timer; rm /etc/systemd/system/freehold-watch.service");
    const found = (await status()).problems.filter(({ code }) => code === "FH-UNIT-DAMAGED");
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((one) => one.do === "`npm run repair` from the laptop")).toBe(true);
    const repaired = await repair();
    expect(repaired.status, repaired.output).toBe(0);
    expect(repaired.output).toContain("new     /etc/systemd/system/freehold-watch.service");
    expect(await inServer("systemctl is-enabled freehold-watch.timer; systemctl is-active freehold-watch.timer")).toBe(
      "enabled\nactive",
    );
    expect(await status()).toMatchObject({ whole: true, problems: [] });
  });

  it("a damaged daemon.json is put back while Docker runs, and Docker is left alone", async () => {
    const docker = "systemctl show --property=MainPID --value docker.service";
    const [before, pid] = [await inServer("cat /etc/docker/daemon.json"), await inServer(docker)];
    await inServer("systemctl start freehold-watch.service; echo '{' > /etc/docker/daemon.json");
    expect(await codes()).toEqual(["FH-DOCKER-CONFIG"]);
    await watch();
    expect(await inServer("cat /etc/docker/daemon.json")).toBe(before);
    expect(await inServer(docker)).toBe(pid);
    expect(await status()).toMatchObject({ whole: true });
  });
});
