import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Receiver } from "../support/receiver/receiver";
import { Checkout } from "../support/rehearsal/checkout";
import { succeeded, until } from "../support/rehearsal/run";
import { Author, post } from "../support/release/author";
import { brokenPost, commitBroken } from "../support/release/broken";
import { backAfter } from "../support/release/whole";

const library = "/usr/local/lib/freehold";
let site: Checkout;
let author: Author;
let receiver: Receiver;

beforeAll(async () => {
  // No CA answers there: what is served stays what a test puts there.
  const https = { "freehold:https": "auto", "freehold:acmeServer": "https://ca.test:14000/dir" };
  const urls = { "freehold:alarmUrl": "https://alarm.test/hook", "freehold:heartbeatUrl": "https://alarm.test/beat" };
  site = await Checkout.make("alarm", { ...https, ...urls });
  succeeded(await site.up());
  author = new Author(site);
  receiver = new Receiver(site);
  await receiver.start();
});
afterAll(async () => {
  receiver.remove();
  await site.remove();
});

const inServer = async (command: string) => succeeded(await site.inServer(command)).output.trim();
/** What the watchdog does in two of its minutes. */
const twoLooks = () => inServer("for i in 1 2; do systemctl start freehold-watch.service; done");
const edit = (file: string, from: string, to: string) => inServer(`sed -i 's/${from}/${to}/' ${library}/${file}`);
const lease = async () => {
  const answer = await fetch(`${site.url}/.well-known/freehold/ok`, { headers: { "X-Freehold-Check": "1" } });
  return `${answer.status} ${(await answer.text()).trim().replaceAll("\n", " ")}`;
};
/** Kind and word of each message, sorted; heartbeats are left out. */
const messages = () =>
  receiver
    .take()
    .filter(({ path }) => path === "/hook")
    .map(({ body }) => `${body.kind} ${body.word}`)
    .sort();

/** A pair whose certificate has ten of its ninety days left, or nearly all of them. */
const pair = (daysAgo: number) =>
  inServer(`set -euo pipefail
    day() { date -u -d "$1 days" +%Y%m%d%H%M%SZ; }; cd /run; umask 077
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=x -addext subjectAltName=IP:127.0.0.1 \
      -not_before "$(day -${daysAgo})" -not_after "$(day ${90 - daysAgo})" -keyout key.pem -out cert.pem 2>/dev/null
    mkdir -p /var/lib/freehold/certificate
    { echo "CA: https://ca.test:14000/dir"; cat key.pem cert.pem; } > /var/lib/freehold/certificate/pair.pem`);

const rename = (from: string, to: string) =>
  inServer(`python3 -c "
import pathlib
live = pathlib.Path('/var/lib/freehold/live').read_text().strip()
for path in pathlib.Path('/var/lib/freehold/content').glob(live + '-*/site/index.html'):
    with path.open('r+b') as file:
        text = file.read().replace(b'${from}', b'${to}'); file.seek(0); file.write(text)"`);

describe("each fault gives its one message, and the all-clear", () => {
  it("a test message and heartbeats arrive while all is well", async () => {
    await inServer("systemctl stop freehold-certificate.timer");
    // The first heartbeat may have been due before the receiver was there.
    await inServer("rm -f /var/lib/freehold/alarm.json");
    expect(succeeded(await site.ssh("operator", `sudo ${library}/alarm/alarm test`)).output).toContain("was taken");
    await twoLooks();
    const all = receiver.take();
    expect(all.map(({ path, body }) => `${path} ${body.kind}`)).toContain("/hook test");
    expect(all.some(({ path, body }) => path === "/beat" && body.text === "ok")).toBe(true);
    expect(await lease()).toBe("200 ok");
  });

  it("a release that is refused is a message", async () => {
    const before = author.main();
    commitBroken(author, brokenPost);
    expect((await author.push()).status).toBe(1);
    author.back(before);
    await twoLooks();
    expect(messages()).toEqual(["release release"]);
  });

  it("disk, inodes, memory, certificate, upkeep and a check, all at once", async () => {
    const files = { "app/posts/2026-11-20-alarm.md": post("An alarm"), "app/checks": "/ An alarm\n" };
    site.commit("A post and a check", files);
    succeeded(await author.push());
    await inServer("echo 'deb [trusted=yes] http://127.0.0.1:9/ none main' > /etc/apt/sources.list.d/broken.list");
    expect((await site.inServer(`${library}/upkeep/upkeep`)).output).toContain("FH-UPKEEP-PACKAGES");
    // No laptop's disk and memory are filled for a test: what counts as too little is raised.
    await edit("release/limits.py", "^LEAST_DISK_MB = 500", "LEAST_DISK_MB = 500000000");
    await edit("release/limits.py", "^LEAST_INODES = 20_000", "LEAST_INODES = 20_000_000_000");
    await edit("alarm/gauges.py", "^MEMORY_MB = 32", "MEMORY_MB = 32000000");
    await pair(80);
    await rename("An alarm", "No alarm");
    await twoLooks();
    const words = ["certificate", "check", "disk", "inodes", "memory", "upkeep"];
    expect(messages()).toEqual(words.map((word) => `problem ${word}`));
    expect(await lease()).toBe(`503 ${words.join(" ")}`);

    await edit("release/limits.py", "500000000", "500");
    await edit("release/limits.py", "20_000_000_000", "20_000");
    await edit("alarm/gauges.py", "32000000", "32");
    await pair(1);
    await rename("No alarm", "An alarm");
    await inServer("rm /etc/apt/sources.list.d/broken.list");
    succeeded(await site.inServer(`${library}/upkeep/upkeep`));
    await twoLooks();
    expect(messages()).toEqual(words.map((word) => `well ${word}`));
    expect(await lease()).toBe("200 ok");
  });

  it("the page, with everything behind it", async () => {
    await inServer("systemctl mask --runtime --now docker.socket docker.service");
    await site.inServer("for i in 1 2; do systemctl start freehold-watch.service; done");
    expect(messages()).toEqual(["problem page"]);
    await inServer("systemctl unmask --runtime docker.socket docker.service && systemctl start docker.service");
    await inServer("systemctl restart freehold-site.service");
    await backAfter(author, Date.now());
    await twoLooks();
    expect(messages()).toEqual(["well page"]);
    expect(await lease()).toBe("200 ok");
  });

  it("a dead watchdog is a 503 and no heartbeat", async () => {
    await inServer("systemctl stop freehold-watch.timer");
    receiver.take();
    // What happens 15 minutes after the last look.
    await inServer("systemctl start freehold-lease.service");
    expect(await lease()).toBe("503 watch");
    expect(receiver.take()).toEqual([]);
    await inServer("systemctl start freehold-watch.timer");
    await until("the watchdog's next look", 180, async () => (await lease()) === "200 ok" || undefined);
  });
});
