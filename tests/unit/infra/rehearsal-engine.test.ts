import { describe, expect, it } from "vitest";
import { rootWarning } from "../../../infra/targets/rehearsal/engine";

describe("root in the rehearsed server", () => {
  it.each([
    ["Docker 20.10 on cgroup v1", ["name=seccomp,profile=default"], "seccomp"],
    ["Docker 26", ["name=apparmor", "name=seccomp,profile=builtin", "name=cgroupns"], "apparmor, seccomp, cgroupns"],
    ["Docker Desktop", ["name=seccomp,profile=unconfined", "name=cgroupns"], "seccomp, cgroupns"],
    ["an engine without any", [], "none"],
    ["a profile that is called so", ["name=seccomp,profile=/etc/userns"], "seccomp"],
  ])("can become root of the engine's machine: %s", (_, options, found) => {
    const warning = rootWarning(options);
    expect(warning).toMatch(/^FH-REHEARSAL-ROOT: /);
    expect(warning).toContain(`(its security options: ${found}; expected userns or rootless)`);
  });

  it.each([
    ["userns-remap", ["name=seccomp,profile=builtin", "name=userns"]],
    ["rootless Docker", ["name=seccomp,profile=builtin", "name=rootless", "name=cgroupns"]],
    ["rootless podman", ["name=seccomp,profile=default", "name=rootless"]],
  ])("is nobody there: %s", (_, options) => {
    expect(rootWarning(options)).toBeUndefined();
  });
});
