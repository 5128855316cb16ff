import { describe, expect, it } from "vitest";
import { ask } from "../../support/rehearsal/run";
import { serverFixture } from "./fixture";

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
      "docker run --rm --entrypoint python3 $(docker image ls -q freehold.invalid/app | head -n 1) -c 'x = bytearray(1300000000)'";
    expect((await serverFixture.site.inServer(hog)).status).toBe(137);
    expect(await serverFixture.server("systemctl is-system-running")).toBe("running");
    expect((await fetch(serverFixture.site.url)).status).toBe(200);
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
    expect((await serverFixture.site.inServer(attempt)).status).not.toBe(0);
    expect(kernel()).toBe(before);
    expect(Math.abs(Number(await serverFixture.server("date +%s")) - Date.now() / 1000)).toBeLessThan(60);
  });
});
