import { afterAll, beforeAll, expect, it } from "vitest";
import { succeeded } from "../support/rehearsal/run";
import { backAfter, expectWhole } from "../support/release/whole";
import { releaseFixture } from "./release/fixture";

/**
 * The packet filter of Oracle's Ubuntu image ends INPUT and FORWARD with REJECT, before Docker has a rule. Not modelled: the image
 * itself, its netfilter-persistent, and Docker 28 and 29, which keep their rules in another chain.
 */
beforeAll(() => releaseFixture.start("rules"));
afterAll(() => releaseFixture.site.remove());

const reject = "-j REJECT --reject-with icmp-host-prohibited";
/** As the image has them in /etc/iptables/rules.v4, without the lines for its iSCSI disks. */
const image = [
  "*filter",
  ":INPUT ACCEPT [0:0]",
  ":FORWARD ACCEPT [0:0]",
  ":OUTPUT ACCEPT [0:0]",
  "-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT",
  "-A INPUT -p icmp -j ACCEPT",
  "-A INPUT -i lo -j ACCEPT",
  "-A INPUT -p udp -m udp --sport 123 -j ACCEPT",
  "-A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT",
  `-A INPUT ${reject}`,
  `-A FORWARD ${reject}`,
  "COMMIT",
  "",
].join("\n");

const inServer = async (command: string) => succeeded(await releaseFixture.site.inServer(command)).output;

it("with the image's rules loaded before Docker starts, as at each boot, readers get pages and authors get in", async () => {
  const live = releaseFixture.author.main();
  await inServer("systemctl stop docker.socket docker.service");
  await inServer(`printf '%s' '${image}' | iptables-restore`);
  expect(await inServer("iptables -S FORWARD")).toContain(`-A FORWARD ${reject}`);
  await inServer("systemctl start docker.service && systemctl restart freehold-firewall.service");
  expect((await backAfter(releaseFixture.author, Date.now())).commit).toBe(live);
  const [first = "", ...rest] = (await inServer("iptables -S FORWARD")).split("\n").filter((rule) => /^-A/.test(rule));
  expect(first).toMatch(/DOCKER/);
  expect(rest).toContain(`-A FORWARD ${reject}`);
  const commit = releaseFixture.site.commit("Behind the image's rules", { "README.md": "# Behind\n" });
  succeeded(await releaseFixture.author.push());
  await expectWhole(releaseFixture.author, commit);
});
