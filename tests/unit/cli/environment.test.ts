import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { binDir } from "../../../cli/paths";
import { exportLines, neverOurs, tlsNames, variablesFor } from "../../../cli/pulumi/environment";

const cli = { path: "/cache/pulumi-1/pulumi", version: "1", origin: "built", stamp: "" } as const;

describe("the environment for raw pulumi commands", () => {
  it("puts our tools first on the PATH, each folder once", () => {
    const { PATH } = variablesFor({ PATH: `/usr/bin:${binDir}:/bin::/cache/pulumi-1` }, { cli });
    expect(PATH).toBe(`${binDir}:/cache/pulumi-1:/usr/bin:/bin`);
  });

  it("has the empty passphrase for dev, whatever was exported for other projects", () => {
    for (const user of [{}, { PULUMI_CONFIG_PASSPHRASE: "mine" }, { PULUMI_CONFIG_PASSPHRASE_FILE: "/f" }])
      expect(variablesFor(user, {})).toMatchObject({
        PULUMI_CONFIG_PASSPHRASE: "",
        PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
      });
  });

  it("has no passphrase of its own for another stack", () => {
    expect(variablesFor({}, {}, "blog")).not.toHaveProperty("PULUMI_CONFIG_PASSPHRASE");
    expect(variablesFor({ PULUMI_CONFIG_PASSPHRASE: "mine" }, {}, "blog")["PULUMI_CONFIG_PASSPHRASE"]).toBe("mine");
    expect(variablesFor({ PULUMI_CONFIG_PASSPHRASE_FILE: "/f" }, {}, "blog")["PULUMI_CONFIG_PASSPHRASE_FILE"]).toBe(
      "/f",
    );
  });

  it("leaves out what other projects exported, and what plugins would follow", () => {
    const names = [
      "PULUMI_STACK",
      "PULUMI_EXPERIMENTAL",
      "PULUMI_SKIP_CONFIRMATIONS",
      "PULUMI_OPTION_PARALLEL",
      "PULUMI_CONFIG",
      "PULUMI_DEBUG_COMMANDS",
      "PULUMI_ENABLE_LEGACY_PLUGIN_SEARCH",
      "PULUMI_IGNORE_AMBIENT_PLUGINS",
      "PULUMI_NODEJS_TYPESCRIPT",
      "PULUMI_OPTION_REFRESH",
      "PULUMI_ORGANIZATION",
      "PULUMI_SKIP_CHECKPOINTS",
      "PULUMI_TEST_MODE",
    ];
    const plugins = [...neverOurs, ...tlsNames];
    const user = Object.fromEntries([...names, ...plugins].map((name) => [name, "x"]));
    const variables = variablesFor(user, {});
    for (const name of [...names, ...plugins]) expect(variables).toHaveProperty(name, undefined);
    expect(Object.keys(variablesFor({}, {}))).not.toContain("SSH_AUTH_SOCK");
    // By another name: the target ssh logs in with the keys in the agent.
    expect(variablesFor({ SSH_AUTH_SOCK: "/run/agent" }, {})).toMatchObject({
      SSH_AUTH_SOCK: undefined,
      FREEHOLD_SSH_AGENT: "/run/agent",
    });
    expect(Object.keys(variablesFor({}, {}))).not.toContain("FREEHOLD_SSH_AGENT");
  });

  it("keeps the certificates of an engine that is reached over TLS, and of no other", () => {
    const user = { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: "/c" };
    expect(variablesFor({ ...user, DOCKER_HOST: "tcp://127.0.0.1:2376" }, {})).not.toHaveProperty("DOCKER_TLS_VERIFY");
    expect(variablesFor({ ...user, DOCKER_HOST: "unix:///x" }, {})).toHaveProperty("DOCKER_TLS_VERIFY", undefined);
  });

  it("passes on the engine's address and Pulumi's own home and credentials", () => {
    const user = {
      DOCKER_HOST: "unix:///run/x.sock",
      PULUMI_HOME: "/h",
      PULUMI_ACCESS_TOKEN: "t",
      PULUMI_DEBUG_PROVIDERS: "oci:1",
    };
    const variables = variablesFor(user, {});
    expect(variables["DOCKER_HOST"]).toBe("unix:///run/x.sock");
    for (const name of ["PULUMI_HOME", "PULUMI_ACCESS_TOKEN", "PULUMI_DEBUG_PROVIDERS"])
      expect(variables).not.toHaveProperty(name);
  });

  it("keeps Pulumi from downloading plugins only where stand-ins are used", () => {
    const name = "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION";
    expect(variablesFor({}, { languageHost: "stand-in" })[name]).toBe("true");
    expect(variablesFor({}, { languageHost: "official" })).not.toHaveProperty(name);
  });

  it("leaves backend, home and Docker to the user and Pulumi.yaml", () => {
    const names = Object.keys(variablesFor({ PULUMI_BACKEND_URL: "s3://mine" }, {}));
    expect(names).toEqual([
      "PATH",
      "PULUMI_SKIP_UPDATE_CHECK",
      "PULUMI_CONFIG_PASSPHRASE",
      "PULUMI_CONFIG_PASSPHRASE_FILE",
    ]);
  });

  it("prints lines that a shell reads as they are meant", () => {
    const lines = exportLines({ A: "it's; $(touch /tmp/no) \\ \"", EMPTY: "", GONE: undefined });
    const script = `${lines}\nprintf '%s|%s|%s' "$A" "$EMPTY" "\${GONE-unset}"`;
    const read = execFileSync("sh", ["-c", script], { encoding: "utf8", env: { ...process.env, GONE: "here" } });
    expect(read).toBe("it's; $(touch /tmp/no) \\ \"||unset");
  });
});
