import type * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { makePlan } from "../../infra/plan";
import type { Run } from "../../infra/run";
import { readSettings } from "../../infra/settings/read";
import { registeredResources, settled } from "../support/program/registered";

const registered = registeredResources();

async function make(raw: Record<string, string> = {}, run: Partial<Run> = {}) {
  const reading = readSettings(raw);
  if ("problems" in reading) throw new Error(reading.problems.join("\n"));
  const { RehearsalServer } = await import("../../infra/targets/rehearsal");
  const server = new RehearsalServer("rehearsal", {
    plan: makePlan("dev", reading.settings, run),
    userData: "I2Nsb3Vk",
  });
  await Promise.all([server.urn, server.id, server.sshHost].map((output) => settled(output as pulumi.Output<unknown>)));
  return server;
}

const inputs = (name: string) => registered.get(name)?.inputs ?? {};

describe("the rehearsed server", () => {
  it("is these resources and no others", async () => {
    await make();
    expect([...registered].map(([name, { type }]) => `${type} ${name}`).sort()).toEqual([
      "docker:index/container:Container edge",
      "docker:index/container:Container link-local",
      "docker:index/container:Container machine",
      "docker:index/network:Network wire",
      "docker:index/remoteImage:RemoteImage edge-image",
      "docker:index/remoteImage:RemoteImage link-local-image",
      "docker:index/remoteImage:RemoteImage machine-image",
      "freehold:targets:RehearsalServer rehearsal",
    ]);
  });

  it("has the memory of the shape, no swap, and a CPU limit only where one is asked for", async () => {
    await make();
    expect(inputs("machine")).toMatchObject({ memory: 1024, memorySwap: 1024 });
    expect(inputs("machine")).not.toHaveProperty("cpus");
    await make({ memoryGb: "0.75", cpuLimit: "0.125" });
    expect(inputs("machine")).toMatchObject({ memory: 768, memorySwap: 768, cpus: "0.125" });
  });

  it("is given base images only where it cannot pull them", async () => {
    const data = { containerPath: "/var/lib/docker" };
    await make();
    expect(inputs("machine")["volumes"]).toEqual([data]);
    await make({}, { baseImages: "/base" });
    expect(inputs("machine")["volumes"]).toEqual([
      data,
      { hostPath: "/base", containerPath: "/opt/base-images", readOnly: true },
    ]);
  });

  it("keeps to its own cgroups and leaves clock, modules, swap and reboot to the laptop", async () => {
    await make();
    const machine = inputs("machine");
    expect(machine).toMatchObject({ cgroupnsMode: "private", capabilities: { adds: ["ALL"] } });
    const { drops } = machine["capabilities"] as { drops: string[] };
    for (const name of ["SYS_RESOURCE", "SYS_TIME", "SYS_MODULE", "SYS_BOOT", "SYS_NICE", "DAC_READ_SEARCH"])
      expect(drops).toContain(`CAP_${name}`);
    expect(machine).not.toHaveProperty("privileged");
    const [seccomp] = machine["securityOpts"] as string[];
    const profile = JSON.parse(seccomp?.replace("seccomp=", "") ?? "") as { syscalls: { names: string[] }[] };
    expect(profile.syscalls[0]?.names).toEqual(expect.arrayContaining(["clock_settime", "swapon", "finit_module"]));
  });

  it("publishes nothing itself: the edge does, on loopback", async () => {
    const server = await make({ httpPort: "8090", sshPort: "2290" });
    expect(inputs("machine")).not.toHaveProperty("ports");
    expect(inputs("edge")["ports"]).toEqual([
      { internal: 80, external: 8090, ip: "127.0.0.1", protocol: "tcp" },
      { internal: 22, external: 2290, ip: "127.0.0.1", protocol: "tcp" },
    ]);
    expect(await settled(server.url)).toBe("http://localhost:8090");
    expect(await settled(server.sshPort)).toBe(2290);
  });

  it("gives the edge the plan's ingress rules, one a line", async () => {
    await make({ https: "auto", acmeServer: "https://ca.example.org/dir", sshFrom: '["203.0.113.7/32"]' });
    expect(inputs("edge")["envs"]).toEqual([
      "EDGE_RULES=tcp 80 0.0.0.0/0 10.77.255.253:80\ntcp 443 0.0.0.0/0 10.77.255.253:443\ntcp 22 203.0.113.7/32 10.0.0.2:22\nicmp 3/4 0.0.0.0/0",
      "EDGE_GATEWAY=10.0.0.1",
      "EDGE_SERVER=10.0.0.2",
      "EDGE_SITE=10.77.255.253",
    ]);
  });

  it("labels all it makes with the stack", async () => {
    await make();
    for (const name of ["machine", "edge", "link-local", "wire"])
      expect(inputs(name)["labels"]).toEqual([{ label: "freehold", value: "dev" }]);
  });
});
