import { describe, expect, it } from "vitest";
import { report } from "../../../cli/commands/doctor";
import { adviceFor } from "../../../cli/machine/debian-packages";
import { engineAdvice } from "../../../cli/machine/docker-engine";
import { unknownMessage } from "../../../cli/recovery/repair";

describe("what a person is told", () => {
  it("where a package is missing", () => {
    expect(adviceFor("linux", ["openssh-client"], "reaching the server", "OpenSSH")).toBe(
      "openssh-client is missing; it is needed for reaching the server.\n" +
        "On Debian or Ubuntu: sudo apt-get install openssh-client. Elsewhere: OpenSSH.",
    );
    expect(adviceFor("darwin", ["shellcheck"], "checking shell scripts", "shellcheck")).toBe(
      "shellcheck is missing; it is needed for checking shell scripts.\nInstall shellcheck.",
    );
  });

  it("where Docker is missing or does not answer", () => {
    expect(engineAdvice("darwin", false, "")).toBe(
      "Docker is not installed.\nThe rehearsed server runs in Docker: install Docker Desktop (docs.docker.com/desktop) and start it. Then run the command again.",
    );
    expect(engineAdvice("linux", true, "permission denied")).toContain(
      "The Docker engine does not answer: permission denied\nThe rehearsed server runs in Docker: start it (sudo systemctl start docker)",
    );
  });

  it("where a killed run may have made something that cannot be seen", () => {
    expect(unknownMessage("prod", ["urn:a"])).toBe(
      "A run that was killed had begun to make these, and whether they exist cannot be seen from here:\n  urn:a\n" +
        "Another run would make a second one. Look for them by their name or tag (freehold=prod) and delete them, then run:\n" +
        "  npm run repair -- --stack prod --forget",
    );
  });

  it("by the doctor: there, missing with what to do, or needed by some only", () => {
    expect(
      report([{ part: "Node", found: "v20" }, { part: "Docker engine", remedy: "start it" }, { part: "Go" }]),
    ).toBe(
      [
        "+ Node           v20",
        "x Docker engine  missing: start it",
        "- Go             not there (only some commands need it)",
      ].join("\n"),
    );
  });
});
