import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { binDir } from "../../../cli/paths";
import { exportLines, variablesFor } from "../../../cli/pulumi/environment";

const cli = { path: "/cache/pulumi-1/pulumi", version: "1", origin: "built", stamp: "" } as const;

describe("the environment for raw pulumi commands", () => {
  it("puts our tools first on the PATH, each folder once", () => {
    const { PATH } = variablesFor({ PATH: `/usr/bin:${binDir}:/bin::/cache/pulumi-1` }, { cli });
    expect(PATH).toBe(`${binDir}:/cache/pulumi-1:/usr/bin:/bin`);
  });

  it("has the empty passphrase only where the user has set none", () => {
    expect(variablesFor({}, {})["PULUMI_CONFIG_PASSPHRASE"]).toBe("");
    expect(variablesFor({ PULUMI_CONFIG_PASSPHRASE: "mine" }, {})).not.toHaveProperty("PULUMI_CONFIG_PASSPHRASE");
    expect(variablesFor({ PULUMI_CONFIG_PASSPHRASE_FILE: "/f" }, {})).not.toHaveProperty("PULUMI_CONFIG_PASSPHRASE");
  });

  it("keeps Pulumi from downloading plugins only where stand-ins are used", () => {
    const name = "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION";
    expect(variablesFor({}, { languageHost: "stand-in" })[name]).toBe("true");
    expect(variablesFor({}, { languageHost: "official" })).not.toHaveProperty(name);
  });

  it("leaves backend, home and Docker to the user and Pulumi.yaml", () => {
    const names = Object.keys(variablesFor({ PULUMI_BACKEND_URL: "s3://mine" }, {}));
    expect(names).toEqual(["PATH", "PULUMI_SKIP_UPDATE_CHECK", "PULUMI_CONFIG_PASSPHRASE"]);
  });

  it("prints lines that a shell reads as they are meant", () => {
    const lines = exportLines({ A: "it's; $(touch /tmp/no) \\ \"", EMPTY: "" });
    const read = execFileSync("sh", ["-c", `${lines}\nprintf '%s|%s' "$A" "$EMPTY"`], { encoding: "utf8" });
    expect(read).toBe("it's; $(touch /tmp/no) \\ \"|");
  });
});
