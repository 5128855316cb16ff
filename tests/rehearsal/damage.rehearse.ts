import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toolchain } from "../support/rehearsal/killed";
import { succeeded, until } from "../support/rehearsal/run";
import { nextPushWorks } from "../support/release/fault";
import { expectNamed, look, repaired } from "../support/release/repair";
import { expectWhole } from "../support/release/whole";
import { releaseFixture } from "./release/fixture";

/** The server's files, services and images are damaged: `status` names it, the watchdog repairs it, or says who can. */
beforeAll(() => releaseFixture.start("damage"));
afterAll(() => releaseFixture.site.remove());

const inServer = (command: string) => releaseFixture.site.inServer(command);
const live = "/var/lib/freehold/live";
const nginx = "/var/lib/freehold/nginx";

const damages: [string, string, string][] = [
  ["a lost service of the app", "docker service rm blog_app", "FH-SERVICE-LOST"],
  ["a lost service of nginx", "docker service rm blog_nginx", "FH-SERVICE-LOST"],
  ["an empty `live`", `: > ${live}`, "FH-STATE-LIVE"],
  ["a damaged `live`", `echo garbage > ${live}`, "FH-STATE-LIVE"],
  ["a missing `live`", `rm ${live}`, "FH-STATE-LIVE"],
  ["an intent that nobody can read", "echo '{' > /var/lib/freehold/intent.json", "FH-RELEASE-INTERRUPTED"],
  ["another release.json", `echo '{"release":"x"}' > ${nginx}/www/release.json`, "FH-PAGE-OTHER"],
  ["a missing release.json", `rm ${nginx}/www/release.json`, "FH-PAGE-OTHER"],
  ["damaged files of nginx", `for f in ${nginx}/conf-*/site.conf; do echo '}' > $f; done`, "FH-STATE-CONF"],
  [
    "a damaged file that they are copied from",
    `echo '}' > /var/lib/freehold/releases/$(< ${live})/conf/site.conf`,
    "FH-STATE-RELEASE",
  ],
  ["no files of nginx, and nginx killed", `rm ${nginx}/conf-*/*; pkill -KILL -x nginx`, "FH-STATE-CONF"],
  ["a damaged prepared stack", `echo '{' > /var/lib/freehold/releases/$(< ${live})/stack.json`, "FH-STATE-RELEASE"],
  [
    "lost images",
    "docker images --format '{{.Repository}}:{{.Tag}}' | grep ^freehold.invalid/ | xargs docker rmi -f",
    "FH-IMAGE-LOST",
  ],
  ["a missing unit", "rm /etc/systemd/system/freehold-tidy.service; systemctl daemon-reload", "FH-UNIT-DAMAGED"],
  [
    "a damaged unit",
    "echo '[Service' > /etc/systemd/system/freehold-site.service; systemctl daemon-reload",
    "FH-UNIT-DAMAGED",
  ],
  ["a damaged daemon.json", "echo '{ half' > /etc/docker/daemon.json", "FH-DOCKER-CONFIG"],
  [
    "a damaged daemon.json, and Docker down",
    "echo '{ half' > /etc/docker/daemon.json; systemctl restart docker",
    "FH-DOCKER-CONFIG",
  ],
];

describe("named, and repaired without anybody", () => {
  it.each(damages)("%s", async (name, harm, code) => {
    const before = releaseFixture.author.main();
    const good = "cmp -s /etc/docker/daemon.json /var/lib/freehold/good/daemon.json";
    await look(releaseFixture.author);
    await until("watch's copy of daemon.json", 90, async () => (await inServer(good)).status === 0 || undefined);
    // What brings a unit back is setup, and while it runs `status` says nothing of units.
    const setup = "systemctl is-active --quiet freehold-setup.service";
    await until("the end of setup", 180, async () => (await inServer(setup)).status === 0 || undefined);
    const from = Date.now();
    await inServer(harm);
    await expectNamed(releaseFixture.author, [code]);
    const { seconds, commit } = await repaired(releaseFixture.author, from);
    console.log(JSON.stringify({ damage: name, code, seconds }));
    expect(commit).toBe(before);
  });

  it("by the minute's watch alone, which nobody starts", async () => {
    const before = releaseFixture.author.main();
    await inServer(`rm ${nginx}/www/release.json`);
    const json = `test -s ${nginx}/www/release.json`;
    await until("release.json", 75, async () => (await inServer(json)).status === 0 || undefined);
    await expectWhole(releaseFixture.author, before);
  });
});

describe("named with what to do", () => {
  it("lines of the list of releases: the next release writes it without them", async () => {
    await inServer("echo null >> /var/lib/freehold/releases.jsonl");
    await expectNamed(releaseFixture.author, ["FH-STATE-RECORDS"]);
    await nextPushWorks(releaseFixture.author);
    expect((await releaseFixture.author.ask("status")).status).toBe(0);
  });

  it("a stopped watchdog, which no watchdog repairs: the command that it names does", async () => {
    await inServer("systemctl disable --now freehold-watch.timer");
    await expectNamed(releaseFixture.author, ["FH-UNIT-DAMAGED"]);
    const { output } = await releaseFixture.author.ask("status");
    expect(output).toContain("npm run repair");
    succeeded(await toolchain(releaseFixture.site, "repair"));
    expect((await releaseFixture.author.ask("status")).status).toBe(0);
  });
});
