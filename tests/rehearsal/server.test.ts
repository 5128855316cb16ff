import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checkout } from "../support/rehearsal/checkout";
import { ask, type Result, run } from "../support/rehearsal/run";

let site: Checkout;
let first: Result;

beforeAll(async () => {
  site = await Checkout.make("test");
  first = await site.up();
});
afterAll(() => site.remove());

const release = async () => (await (await fetch(`${site.url}/release.json`)).json()) as { release: string };
const server = async (command: string) => (await site.inServer(command)).output.trim();

describe("pulumi up on a clean stack", () => {
  it("ends with the page of HEAD", async () => {
    expect(first).toMatchObject({ status: 0 });
    expect(await release()).toMatchObject({ release: site.git("rev-parse", "HEAD") });
    expect((await fetch(site.url)).status).toBe(200);
  });

  it("prints the address and the two lines for the author", () => {
    expect(first.output).toContain(`url              : "${site.url}"`);
    expect(first.output).toContain('"git remote add server freehold-test:blog"');
  });

  it("changes nothing when it runs again, nor does preview, nor refresh", async () => {
    for (const args of [["up", "--yes", "--skip-preview"], ["preview"], ["refresh", "--yes", "--skip-preview"]]) {
      const again = await site.pulumi(...args);
      expect(again).toMatchObject({ status: 0 });
      expect(again.output).toMatch(/Resources:\n\s+20 unchanged/);
    }
  });

  it("left every tracked file as it was", () => {
    expect(site.git("status", "--porcelain", "--untracked-files=no")).toBe("");
  });
});

describe("first boot", () => {
  it("went through without an error, with user-data that cloud-init's own schema accepts", async () => {
    expect(
      await server(
        'cloud-init status --format json | python3 -c \'import json,sys; s=json.load(sys.stdin); print(s["status"], s["errors"], s["recoverable_errors"])\'',
      ),
    ).toBe("done [] {}");
    expect(await server("cloud-init schema --system")).toContain("Valid schema user-data");
  });

  it("left no failed unit", async () => {
    expect(await server("systemctl --failed --no-legend --plain")).toBe("");
    expect(await server("systemctl is-system-running")).toBe("running");
  });

  it("is the first and only time cloud-init's user-data was written", async () => {
    expect(
      await server(
        "cmp /var/lib/cloud/seed/nocloud/user-data <(curl -sf -H 'Authorization: Bearer Oracle' http://169.254.169.254/opc/v2/instance/metadata/user_data | base64 -d) && echo same",
      ),
    ).toBe("same");
  });
});

describe("who gets in", () => {
  const sshOptions = () => [
    "-p",
    String(site.sshPort),
    "-o",
    "StrictHostKeyChecking=no",
    "-o",
    "UserKnownHostsFile=/dev/null",
    "-o",
    "IdentitiesOnly=yes",
    "-o",
    "BatchMode=yes",
  ];

  it("only keys: no password is even asked for", async () => {
    const { output, status } = await run("ssh", [...sshOptions(), "operator@127.0.0.1", "true"]);
    expect(status).toBe(255);
    expect(output).toContain("operator@127.0.0.1: Permission denied (publickey).");
  });

  it("never root, even with the operator's key", async () => {
    const key = `${site.folder}/.freehold/test/operator`;
    const { output, status } = await run("ssh", ["-i", key, ...sshOptions(), "root@127.0.0.1", "true"]);
    expect(status).toBe(255);
    expect(output).toContain("Permission denied (publickey)");
  });

  it("a server with another host key is refused, not asked about", async () => {
    const config = `.freehold/test/ssh_config`;
    const { status, output } = await run(
      "ssh",
      ["-F", config, "-o", "UserKnownHostsFile=/dev/null", "freehold-test", "status"],
      { cwd: site.folder },
    );
    expect(status).toBe(255);
    expect(output).toContain("Host key verification failed.");
  });
});

describe("the machine that is played", () => {
  /** What the laptop's kernel has; some have no modules at all. */
  const kernel = () =>
    ask("bash", ["-c", "cat /proc/sys/vm/swappiness /proc/swaps; cat /proc/modules 2>/dev/null || true"]);

  it("has 1 GB of memory and no swap", () => {
    const format = "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.NanoCpus}}";
    expect(ask("docker", ["inspect", "--format", format, "freehold-test"])).toBe("1073741824 1073741824 0");
  });

  it("kills a container of its own that takes more, and lives on", async () => {
    const hog =
      "docker run --rm --entrypoint python3 $(docker image ls -q freehold/app | head -n 1) -c 'x = bytearray(1300000000)'";
    expect((await site.inServer(hog)).status).toBe(137);
    expect(await server("systemctl is-system-running")).toBe("running");
    expect((await fetch(site.url)).status).toBe(200);
  });

  it.each([
    ["the clock", "date -s 2001-01-01"],
    ["the swap", "fallocate -l 1M /tmp/swap && mkswap -q /tmp/swap && swapon /tmp/swap"],
    ["a sysctl", "echo 1 > /proc/sys/vm/swappiness"],
    [
      "the modules",
      "python3 -c 'import ctypes, sys; sys.exit(0 if ctypes.CDLL(None).syscall(176, b\"loop\", 0) == 0 else 1)'",
    ],
  ])("can't change %s of the laptop", async (_, attempt) => {
    const before = kernel();
    expect((await site.inServer(attempt)).status).not.toBe(0);
    expect(kernel()).toBe(before);
    expect(Math.abs(Number(await server("date +%s")) - Date.now() / 1000)).toBeLessThan(60);
  });
});

describe("169.254.169.254", () => {
  const metadata =
    "curl -s -m 5 -o /dev/null -w '%{http_code}' -H 'Authorization: Bearer Oracle' http://169.254.169.254/opc/v2/instance/metadata/user_data";
  const inContainer = (command: string) =>
    `docker run --rm --entrypoint bash $(docker image ls -q freehold/nginx | head -n 1) -c "${command}"`;

  it("is the only resolver, and answers server and containers", async () => {
    expect(await server("cat /etc/resolv.conf")).toBe("nameserver 169.254.169.254");
    expect((await site.inServer("getent hosts deb.debian.org")).status).toBe(0);
    expect((await site.inServer(inContainer("getent hosts deb.debian.org"))).status).toBe(0);
  });

  it("gives user-data to root alone", async () => {
    expect(await server(metadata)).toBe("200");
    expect((await site.inServer(`runuser -u author -- ${metadata}`)).output).toContain("000");
    expect((await site.inServer(`runuser -u operator -- ${metadata}`)).output).toContain("000");
    const container = await site.inServer(
      inContainer("timeout 5 bash -c '</dev/tcp/169.254.169.254/80' && echo reached"),
    );
    expect(container.output).not.toContain("reached");
    expect(container.status).not.toBe(0);
  });
});

describe("the stack", () => {
  const inspect = (service: string, format: string) =>
    server(
      `docker inspect --format '${format}' $(docker ps -q --filter label=com.docker.swarm.service.name=blog_${service})`,
    );

  it("runs two app tasks and one nginx", async () => {
    expect(await server("docker service ls --format '{{.Name}} {{.Replicas}}' | sort")).toBe(
      "blog_app 2/2\nblog_nginx 1/1",
    );
  });

  it("runs the app as nobody special: no root, no capabilities, read-only", async () => {
    const facts = await inspect(
      "app",
      "{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.Privileged}}",
    );
    const [one, two] = facts.split("\n");
    expect(one).toMatch(/^[1-9]\d*(:\d+)? true \[ALL\] false$/);
    expect(two).toBe(one);
  });

  it("publishes one port, nginx's, and keeps the app on a network that leads nowhere", async () => {
    expect(await inspect("app", "{{.HostConfig.PortBindings}}")).toBe("map[]\nmap[]");
    expect(
      await server(
        "ss -Hltn '( sport = :80 or sport = :8000 or sport = :443 )' | awk '{print $4}' | sed 's/.*://' | sort -u",
      ),
    ).toBe("80");
    expect(await server("docker network inspect --format '{{.Internal}}' blog_backend")).toBe("true");
  });
});
