import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../support/rehearsal/run";
import { fault, killClient, type Moment, moments, outcomes, powerCut } from "../support/release/fault";
import { releaseFixture } from "./release/fixture";

beforeAll(() => releaseFixture.start("faults"));
afterAll(async () => {
  console.table(outcomes);
  await releaseFixture.site.remove();
});

const inServer = (command: string) => releaseFixture.site.inServer(command);
/** SIGKILL to every process of that name inside the rehearsed server; it sees none but its own. */
const kill = (name: string) => inServer(`pkill -KILL -x ${name}`);

describe("the pushing client is killed when the", () => {
  it.each(Object.keys(moments) as Moment[])("%s", async (moment) => {
    await fault(releaseFixture.author, "client killed", moment, (git) => git && killClient(git));
  });
});

describe("the power is cut when the", () => {
  const six: Moment[] = [
    "build begins",
    "image is written",
    "first task starts",
    "first task is ready",
    "both are ready",
    "page is asked",
  ];
  it.each(six)("%s", async (moment) => {
    await fault(releaseFixture.author, "power cut", moment, (git) => {
      powerCut(releaseFixture.author);
      if (git) killClient(git);
    });
  });
});

describe.each(["dockerd", "containerd"])("%s is killed when the", (name) => {
  it.each<Moment>(["build begins", "first task starts"])("%s", async (moment) => {
    await fault(releaseFixture.author, `${name} killed`, moment, () => kill(name));
  });
});

describe("without a release", () => {
  it("both app tasks are killed", async () => {
    const { won } = await fault(releaseFixture.author, "both app tasks killed", undefined, () => kill("python3"));
    expect(won).toBe("old");
  });

  it("nginx is killed", async () => {
    await fault(releaseFixture.author, "nginx killed", undefined, () => kill("nginx"));
  });

  it("containerd and dockerd are restarted", async () => {
    await fault(releaseFixture.author, "Docker restarted", undefined, () =>
      inServer("systemctl restart containerd docker"),
    );
  });

  it("the firewall is flushed", async () => {
    // Docker's proxy may go on answering without the rule, at the cost of the reader's address: back means the rule.
    const rule = "iptables -t nat -S DOCKER | grep -q 'dport 80 '";
    await fault(releaseFixture.author, "firewall flushed", undefined, async () => {
      await inServer("iptables -F; iptables -t nat -F");
      await until("Docker's rule", 360, async () => (await inServer(rule)).status === 0 || undefined);
    });
  });

  it("the swarm's log is truncated", async () => {
    await fault(releaseFixture.author, "swarm's log truncated", undefined, () =>
      inServer(
        "systemctl stop docker.socket docker; for f in /var/lib/docker/swarm/raft/wal-v3-encrypted/*.wal; do truncate -s 4096 $f; done; systemctl start docker",
      ),
    );
  });

  it("the swarm's certificate is not valid any more", async () => {
    await fault(releaseFixture.author, "swarm's certificate lost", undefined, () =>
      inServer(
        "systemctl stop docker.socket docker; : >/var/lib/docker/swarm/certificates/swarm-node.crt; systemctl start docker",
      ),
    );
  });

  it("it reboots", async () => {
    await fault(releaseFixture.author, "reboot", undefined, () => inServer("systemctl reboot"));
  });
});
