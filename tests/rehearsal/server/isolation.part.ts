import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, until } from "../../support/rehearsal/run";
import { serverFixture } from "./fixture";

const machine = () => `freehold-${serverFixture.site.stack}`;
const inspect = (what: string, format: string) =>
  ask("docker", [...what.split(" "), "inspect", "-f", format, machine()]);

describe("root in the rehearsed server", () => {
  const attempts = readFileSync(resolve(__dirname, "../../support/rehearsal/escapes.sh"));
  const [EPERM, ENOSYS, refused] = ["Operation not permitted", "Function not implemented", "permission denied."];

  // By SSH, as `up` and an operator come. Not by `docker exec`: see below.
  it("does not get at the laptop's devices, cgroups, memory and files by any of these ways", async () => {
    const { output } = await serverFixture.site.sshWith({ input: attempts }, "operator", "sudo", "bash", "-s");
    const outcomes = output.split("\n").filter((line) => /^[^:]+: /.test(line) && !line.includes("Killed"));
    expect(Object.fromEntries(outcomes.map((line) => line.split(/: (.*)/).slice(0, 2)))).toEqual({
      "devices.allow, everything": "Invalid argument",
      "devices.allow, every disk": EPERM,
      "devices.allow, the kernel's log": EPERM,
      "devices.allow, FUSE": EPERM,
      "the same, mounted afresh": EPERM,
      "the same, in a cgroup of its own": EPERM,
      "the kernel's log": EPERM,
      FUSE: EPERM,
      "the laptop's disk": EPERM,
      "cgroups, mounted afresh": "the child",
      "cgroups of version 2, mounted afresh": "the child",
      "cgroups, in a namespace of its own": "the child",
      "cgroups, in another process's namespace": "the child",
      "a cgroup hierarchy of its own": refused,
      "a whole file system, remounted": refused,
      "its memory limit, raised": "done",
      "1.1 GB, then": "status 137",
      // What an engine without user namespaces cannot hold; `up` says so.
      "core_pattern of the laptop, in a fresh proc": "opened",
      "link-local addresses beyond the edge": "Connection refused",
      open_by_handle_at: EPERM,
      fanotify_init: EPERM,
      quotactl: EPERM,
      syslog: EPERM,
      perf_event_open: EPERM,
      userfaultfd: EPERM,
      fspick: EPERM,
      keyctl: ENOSYS,
      add_key: ENOSYS,
      "setpriority, above all others": "Permission denied",
      "ioctl FIFREEZE": EPERM,
      "ioctl FIFREEZE, a higher bit set": EPERM,
      "ioctl EXT4_IOC_SHUTDOWN": EPERM,
      "ioctl NS_MNT_GET_NEXT": EPERM,
      "ioctl NS_MNT_GET_PREV, another size": EPERM,
      "bpf MAP_CREATE": EPERM,
      "bpf PROG_TEST_RUN": EPERM,
      "bpf RAW_TRACEPOINT_OPEN": EPERM,
      "bpf LINK_CREATE": EPERM,
    });
  });

  it("is said once to be root of the engine's machine", () => {
    // Pulumi shows a warning when it comes, and in its summary.
    const [, summary] = serverFixture.first.output.split("Diagnostics:");
    expect(summary?.match(/warning: FH-REHEARSAL-ROOT: /g)).toHaveLength(1);
  });

  it("reads the machine's own limits, and has the processes of a kernel with that memory", async () => {
    const limits = "/sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/pids/pids.max";
    expect(await serverFixture.server(`cat ${limits}`)).toBe("1073741824\n8192");
    const parent = `/sys/fs/cgroup/pids/docker/${inspect("container", "{{.Id}}")}`;
    expect(readFileSync(join(parent, "pids.max"), "utf8")).toBe("8192\n");
    expect(readFileSync(join(parent, "server/pids.max"), "utf8")).toBe("8192\n");
  });

  it("finds the parent only where the laptop's user brings it along: by docker exec, on cgroup version 1", async () => {
    const look =
      "mkdir -p /run/look && mount -t cgroup -o devices none /run/look && ls -d /run/look/server; umount /run/look";
    expect(await serverFixture.server(look)).toBe("ls: cannot access '/run/look/server': No such file or directory");
    expect(await serverFixture.server(`unshare --cgroup bash -c '${look}'`)).toBe("/run/look/server");
  });
});

describe("user-data, which holds the server's host key", () => {
  it("is for root alone, wherever it lies", async () => {
    expect(await serverFixture.server("stat -c '%U %a' /var/lib/cloud/seed/nocloud/*")).toBe("root 600\nroot 600");
    const places = "/var/lib/cloud /run /var/log /tmp";
    const search = (user: string) =>
      serverFixture.server(
        `runuser -u ${user} -- find ${places} -type f -readable -exec zgrep -ls 'OPENSSH PRIVATE KEY' {} + 2> /dev/null`,
      );
    expect(await search("root")).toContain("/var/lib/cloud/seed/nocloud/user-data");
    expect(await search("author")).toBe("");
  });
});

describe("the laptop beside the server", () => {
  let reached = 0;
  const listener = createServer((connection) => {
    reached += 1;
    connection.end();
  });
  /** On the server's wire, on other bridges, on the network the laptop is in. */
  let addresses: string[];
  beforeAll(() => {
    addresses = Object.values(networkInterfaces()).flatMap((found = []) =>
      found.filter(({ family, internal }) => family === "IPv4" && !internal).map(({ address }) => address),
    );
    return new Promise<void>((done) => listener.listen(0, "0.0.0.0", done));
  });
  afterAll(() => new Promise((done) => listener.close(done)));

  const connect = () => {
    const { port } = listener.address() as { port: number };
    const one = (address: string) => `(timeout 2 bash -c '< /dev/tcp/${address}/${port}' 2> /dev/null) &`;
    return `${addresses.map(one).join(" ")} wait`;
  };

  it("does not answer the server or its containers, at none of its addresses", async () => {
    expect(addresses).toContain(inspect("network", "{{(index .IPAM.Config 0).Gateway}}"));
    ask("bash", ["-c", connect()]);
    await until("the attempts, from the laptop", 5, () => reached === addresses.length || undefined);
    const image = "$(docker image ls -q freehold/nginx | head -n 1)";
    await Promise.all([
      serverFixture.server(connect()),
      serverFixture.server(`docker run --rm --entrypoint bash ${image} -c "${connect()}"`),
    ]);
    expect(reached).toBe(addresses.length);
  });
});

describe("the names that the server looks up", () => {
  it("are in link-local's log", async () => {
    const name = `${randomBytes(6).toString("hex")}.example`;
    await serverFixture.server(`getent hosts ${name}`);
    const log = () => ask("bash", ["-c", `docker logs ${machine()}-link-local 2>&1`]);
    await until("the query", 10, () => log().includes(`query[A] ${name} from 10.0.0.2`) || undefined);
  });
});
