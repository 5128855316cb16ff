import { afterAll, beforeAll, expect, it } from "vitest";
import { Checkout } from "../support/rehearsal/checkout";
import { ask, succeeded, until } from "../support/rehearsal/run";

/**
 * What a first boot on Oracle can meet, all at once: no network for 90 s, then a mirror that answers 503 for two minutes, the dpkg
 * lock held for five, sshd refusing for two. `up` must still end well, only later.
 */
let site: Checkout;
beforeAll(async () => {
  site = await Checkout.make("hostile");
});
afterAll(() => site.remove());

const seconds = (count: number) => new Promise((done) => setTimeout(done, count * 1000));
/** The edge forwards in the kernel, so its network is taken away by a rule. */
const atEdge = (rule: string) => ask("docker", ["exec", "freehold-hostile-edge", "bash", "-c", `iptables -w ${rule}`]);
const inServer = (command: string) => ask("docker", ["exec", "freehold-hostile", "bash", "-c", command]);

/** Answers 503 to whatever apt asks, as a proxy for all mirrors. */
const brokenMirror = `cat > /run/mirror.py <<'END'
import http.server
class Broken(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_error(503)
http.server.HTTPServer(("127.0.0.1", 3142), Broken).serve_forever()
END
echo 'Acquire::http::Proxy "http://127.0.0.1:3142";' > /etc/apt/apt.conf.d/99broken-mirror
systemd-run --quiet --unit broken-mirror python3 /run/mirror.py`;

const heldLock = `systemd-run --quiet --unit held-lock python3 -c '
import fcntl, time
lock = open("/var/lib/dpkg/lock-frontend", "w")
fcntl.lockf(lock, fcntl.LOCK_EX)
time.sleep(300)'`;

/** Each trouble with its length; they begin when the machine does and run beside each other. */
async function makeTrouble(): Promise<void> {
  atEdge("-I FORWARD -j DROP");
  await until("systemd in the machine", 60, () => {
    try {
      return /running|starting|degraded/.test(inServer("systemctl is-system-running || true")) || undefined;
    } catch {
      return undefined;
    }
  });
  inServer(heldLock);
  inServer(brokenMirror);
  inServer("systemctl mask --now --runtime ssh.service ssh.socket");
  await Promise.all([
    seconds(90).then(() => atEdge("-D FORWARD -j DROP")),
    seconds(120).then(() =>
      inServer("systemctl unmask --runtime ssh.service ssh.socket && systemctl start ssh.service"),
    ),
    seconds(120).then(() => inServer("rm /etc/apt/apt.conf.d/99broken-mirror && systemctl stop broken-mirror")),
  ]);
}

it("a hostile first boot ends well", async () => {
  let trouble: Promise<void> | undefined;
  const start = Date.now();
  const up = await site.up({
    onLine: (line) => {
      if (trouble === undefined && /Container machine created/.test(line)) trouble = makeTrouble();
    },
  });
  await trouble;
  console.log(`hostile first boot: up took ${Math.round((Date.now() - start) / 1000)} s`);
  succeeded(up);
  expect((await fetch(site.url)).status).toBe(200);
  expect(inServer("systemctl --failed --no-legend --plain")).toBe("");
  expect(Number(inServer("systemctl show -P NRestarts freehold-setup"))).toBeGreaterThan(0);
});
