/** What is expected comes from the reader of it: node_modules/@pulumi/pulumi/cmd/run/index.js (arguments) and run.js (environment). */
import { ProgramInfo, RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { describe, expect, it } from "vitest";
import { argumentsFor, environmentFor, resultOf } from "../../language-nodejs/run-program";

function request(options: Record<string, boolean | string> = {}) {
  const info = new ProgramInfo().setRootDirectory("/p").setProgramDirectory("/p").setEntryPoint(".");
  info.setOptions(Struct.fromJavaScript(options));
  const made = new RunRequest().setProject("freehold").setStack("dev").setOrganization("organization").setPwd("/p");
  made.setMonitorAddress("127.0.0.1:1").setParallel(16).setInfo(info);
  made.getConfigMap().set("freehold:httpPort", "8080").set("freehold:token", "hush");
  return made.setConfigsecretkeysList(["freehold:token"]);
}

describe("the Node language host's stand-in", () => {
  it("starts Pulumi's runner with everything it reads", () => {
    expect(argumentsFor(request(), "/run", "127.0.0.1:2")).toEqual([
      ...["/run", "--monitor", "127.0.0.1:1", "--engine", "127.0.0.1:2", "--organization", "organization"],
      ...["--project", "freehold", "--root-directory", "/p", "--stack", "dev", "--pwd", "/p", "--parallel", "16", "."],
    ]);
  });

  it("says so when it is a preview, before the program's path", () => {
    expect(argumentsFor(request().setDryrun(true), "/run", "").slice(-2)).toEqual(["--dry-run", "."]);
  });

  it("hands config and the names of secrets over in the environment, not on the command line", () => {
    const env = environmentFor(request(), { HOME: "/h" });
    expect(env).toEqual({
      HOME: "/h",
      PULUMI_CONFIG: '{"freehold:httpPort":"8080","freehold:token":"hush"}',
      PULUMI_CONFIG_SECRET_KEYS: '["freehold:token"]',
      PULUMI_NODEJS_TYPESCRIPT: "true",
    });
    expect(argumentsFor(request(), "/run", "").join(" ")).not.toContain("hush");
  });

  it("heeds the runtime options typescript and tsconfig", () => {
    const env = environmentFor(request({ typescript: false, tsconfig: "other.json" }), {});
    expect(env["PULUMI_NODEJS_TYPESCRIPT"]).toBe("false");
    expect(env["PULUMI_NODEJS_TSCONFIG_PATH"]).toBe("other.json");
  });

  it("never overrides tsconfig's noCheck", () => {
    expect(environmentFor(request(), {})).not.toHaveProperty("PULUMI_NODEJS_TRANSPILE_ONLY");
  });

  it("tells success, an error already shown (32), any other status and a signal apart", () => {
    expect(resultOf(0, null)).toEqual({ error: "", bail: false });
    expect(resultOf(32, null)).toEqual({ error: "", bail: true });
    expect(resultOf(7, null)).toEqual({ error: "Program exited with non-zero exit code: 7", bail: false });
    expect(resultOf(null, "SIGKILL")).toEqual({ error: "Program was killed by SIGKILL", bail: false });
  });
});
