import { describe, expect, it } from "vitest";
import { serverFixture } from "./fixture";

describe("first boot", () => {
  it("went through without an error, with user-data that cloud-init's own schema accepts", async () => {
    expect(
      await serverFixture.server(
        'cloud-init status --format json | python3 -c \'import json,sys; s=json.load(sys.stdin); print(s["status"], s["errors"], s["recoverable_errors"])\'',
      ),
    ).toBe("done [] {}");
    expect(await serverFixture.server("cloud-init schema --system")).toContain("Valid schema user-data");
  });

  it("left no failed unit", async () => {
    expect(await serverFixture.server("systemctl --failed --no-legend --plain")).toBe("");
    expect(await serverFixture.server("systemctl is-system-running")).toBe("running");
  });

  it("is the first and only time cloud-init's user-data was written", async () => {
    expect(
      await serverFixture.server(
        "cmp /var/lib/cloud/seed/nocloud/user-data <(curl -sf -H 'Authorization: Bearer Oracle' http://169.254.169.254/opc/v2/instance/metadata/user_data | base64 -d) && echo same",
      ),
    ).toBe("same");
  });
});
