import { describe, expect, it } from "vitest";
import { type Facts, parseFacts } from "../../../infra/targets/ssh/facts";
import { judge } from "../../../infra/targets/ssh/judge";

const good = {
  probe: "1",
  system: "debian 13",
  processor: "x86_64",
  init: "systemd",
  memoryKb: "985000",
  diskKb: "9000000",
  owner: "",
  hostKey: "",
  sshdFolder: "yes",
};

function facts(more: Record<string, string> = {}, lines = ""): Facts {
  const all = Object.entries({ ...good, ...more }).map(([name, value]) => `${name} ${value}`);
  return parseFacts(`${all.join("\n")}\n${lines}`) as Facts;
}

const asked = { stack: "blog", server: "203.0.113.7", rebuild: false, made: false };
const codes = (found: Facts, more: Partial<typeof asked> = {}) =>
  judge(found, { ...asked, ...more }).map((one) => one.split(":")[0]);

describe("a machine is taken", () => {
  it.each(["debian 13", "ubuntu 22.04", "ubuntu 24.04"])("with %s and nothing in the way", (system) => {
    expect(codes(facts({ system }))).toEqual([]);
  });
  it("with an engine that has nothing in it, as `destroy` leaves it", () => {
    expect(codes(facts({}, "swarm inactive\ndocker 0 containers, 0 images, 0 volumes"))).toEqual([]);
  });
  it("when it is this stack's already, whatever listens there", () => {
    expect(codes(facts({ owner: "blog" }, "listening 80 docker-proxy\nuser operator"), { made: true })).toEqual([]);
  });
  it("anew by a rebuild, after its owner has reinstalled it", () => {
    expect(codes(facts(), { made: true, rebuild: true })).toEqual([]);
  });
});

describe("a machine is refused", () => {
  it.each<[string, Record<string, string>, string]>([
    ["FH-SSH-SYSTEM", { system: "fedora 41" }, ""],
    ["FH-SSH-SYSTEM", { system: "debian 12" }, ""],
    ["FH-SSH-SYSTEM", { system: " " }, ""],
    ["FH-SSH-SYSTEM", { processor: "riscv64" }, ""],
    ["FH-SSH-SYSTEM", { init: "bash" }, ""],
    ["FH-SSH-MEMORY", { memoryKb: "489000" }, ""],
    ["FH-SSH-DISK", { diskKb: "4999999" }, ""],
    ["FH-SSH-SSHD", { sshdFolder: "" }, ""],
    ["FH-SSH-PORT", {}, "listening 443"],
    ["FH-SSH-USERS", {}, "user author"],
    ["FH-SSH-OTHER", {}, "trace /etc/freehold"],
    ["FH-SSH-OTHER", { owner: "shop" }, ""],
    ["FH-SSH-SWARM", {}, "swarm active\ndocker 3 containers, 2 images, 0 volumes"],
    ["FH-SSH-DOCKER", {}, "swarm inactive\ndocker 0 containers, 1 images, 0 volumes"],
    ["FH-SSH-DOCKER", {}, "engine docker-ce"],
    ["FH-SSH-DOCKER", {}, "dockerConfig /etc/docker/daemon.json"],
  ])("%s: %j %s", (code, more, lines) => {
    expect(codes(facts(more, lines))).toEqual([code]);
  });

  it("for all at once, with what to do", () => {
    const said = judge(
      facts({ system: "debian 12", memoryKb: "489000" }, "listening 80 apache2\nlistening 443"),
      asked,
    );
    expect(said).toEqual([
      "FH-SSH-SYSTEM: 203.0.113.7 runs debian 12; expected one of Debian 13, Ubuntu 22.04, Ubuntu 24.04. Debian 12 has Docker 20.10 without " +
        "buildx; Freehold needs 24. Upgrade the machine to Debian 13",
      "FH-SSH-MEMORY: 203.0.113.7 has 0.5 GB of memory; expected 1 GB or more",
      "FH-SSH-PORT: on 203.0.113.7 something already listens on port 80 (apache2) and port 443, where readers' requests come. Stop it there, " +
        "for example: systemctl disable --now apache2",
    ]);
  });

  it("when the stack's server is another one", () => {
    expect(codes(facts(), { made: true })).toEqual(["FH-SSH-MOVED"]);
  });
  it("in a rebuild, when it serves this stack: nothing here can reinstall it", () => {
    expect(codes(facts({ owner: "blog" }), { made: true, rebuild: true })).toEqual(["FH-SSH-REBUILD"]);
  });
});

it("a probe that did not run is no machine without faults", () => {
  expect(parseFacts("")).toBeUndefined();
  expect(parseFacts("sudo: a password is required\n")).toBeUndefined();
});
