import { describe, expect, it } from "vitest";
import { type EngineKind, engineProblems, isHere } from "../../../infra/targets/rehearsal/engine-kind";

const docker: EngineKind = {
  command: "Docker version 28.2.2, build e6534b4",
  components: ["Engine", "containerd", "runc", "docker-init"],
  os: "linux",
  arch: "amd64",
  address: "unix:///var/run/docker.sock",
  platform: undefined,
  outside: false,
};
const codes = (more: Partial<EngineKind>) => engineProblems({ ...docker, ...more }).map((text) => text.split(":")[0]);

describe("an engine that answers to the name of Docker", () => {
  it.each<[string, Partial<EngineKind>, string[]]>([
    ["Docker Engine", {}, []],
    ["Docker Desktop", { address: "unix:///home/ada/.docker/desktop/docker.sock" }, []],
    ["Colima on Apple Silicon", { address: "unix:///Users/ada/.colima/default/docker.sock", arch: "arm64" }, []],
    ["rootless Docker", { address: "unix:///run/user/1000/docker.sock" }, []],
    ["docker-in-docker by TCP", { address: "tcp://localhost:2375" }, []],
    ["podman-docker", { command: "podman version 5.4.2", components: [] }, ["FH-ENGINE-PODMAN"]],
    ["podman's socket", { components: ["Podman Engine", "Conmon"] }, ["FH-ENGINE-PODMAN"]],
    ["another machine by SSH", { address: "ssh://ada@build.example" }, ["FH-ENGINE-REMOTE"]],
    ["another machine by TCP", { address: "tcp://192.0.2.7:2376" }, ["FH-ENGINE-REMOTE"]],
    ["the host of this container", { outside: true }, ["FH-ENGINE-OUTSIDE"]],
    ["Windows containers", { os: "windows" }, ["FH-ENGINE-OS"]],
    ["another processor's images", { arch: "arm64", platform: "linux/amd64" }, ["FH-ENGINE-PLATFORM"]],
    ["its own processor's images", { platform: "linux/amd64" }, []],
    ["its own processor's images under another name", { arch: "aarch64", platform: "linux/arm64/v8" }, []],
    [
      "all of it",
      { components: ["Podman Engine"], address: "ssh://x", platform: "linux/s390x" },
      ["FH-ENGINE-PODMAN", "FH-ENGINE-REMOTE", "FH-ENGINE-PLATFORM"],
    ],
  ])("%s", (_, more, expected) => expect(codes(more)).toEqual(expected));

  it.each(["tcp://127.0.0.1:2375", "tcp://[::1]:2375", "unix:///x", "tcp://localhost"])("%s is here", (address) =>
    expect(isHere(address)).toBe(true),
  );
  it.each(["tcp://localhost.example.org:2375", "tcp://10.0.0.1:2375", "ssh://localhost"])(
    "%s is elsewhere",
    (address) => expect(isHere(address)).toBe(false),
  );
});
