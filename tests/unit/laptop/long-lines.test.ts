import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/**
 * Pulumi's `command` plugin stops for ever at a line of 64 KiB that it logs. Every command of the program that logs, and what bounds
 * its lines.
 */
const root = resolve(__dirname, "../../..");
const most = 60_000;

/** Commands that the program gives to the plugin, as its sources have them. */
function commandsOfProgram(): string[] {
  const sources = readdirSync(join(root, "infra"), { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.ts$/.test(name),
  );
  return sources.flatMap((name) => {
    const text = readFileSync(join(root, "infra", name), "utf8");
    if (!text.includes("@pulumi/command")) return [];
    return [...text.matchAll(/\b(?:create|update|delete): (?!"\d+m"|0,)(.+?),?$/gm)].map(
      ([, value]) => value as string,
    );
  });
}

const longestLine = (text: string) => Math.max(...text.split("\n").map((line) => Buffer.byteLength(line)));

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), "freehold-lines-"));
  const git = (...args: string[]) => execFileSync("git", ["-C", base, ...args], { stdio: "pipe" });
  git("init", "-q", "-b", "main");
  git("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "--allow-empty", "-m", "one");
  mkdirSync(join(base, "bin"));
  // A server that has no release, and answers everything else with a line that never ends.
  const ssh = `#!/bin/bash
case "$*" in
  *upload-pack*) [ -n "\${SILENT-}" ] || { printf '0000'; exit 0; } ;;
esac
head -c 300000 /dev/zero | tr '\\0' 'a' >&2
exit 255
`;
  writeFileSync(join(base, "bin/ssh"), ssh);
  chmodSync(join(base, "bin/ssh"), 0o755);
});
afterAll(() => rmSync(base, { recursive: true }));

function script(path: string, more: NodeJS.ProcessEnv = {}) {
  const { PATH } = process.env;
  const env = { ...process.env, PATH: `${join(base, "bin")}:${PATH}`, STACK: "dev", ALIAS: "freehold-dev", ...more };
  const given = { ...env, SSH_CONFIG: "none", COMMIT: "HEAD", URL: "http://127.0.0.1:1" };
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(root, path)], {
    cwd: base,
    encoding: "utf8",
    env: given,
  });
  return { text: `${stdout}\n${stderr}`, status };
}

describe("no line of a command that Pulumi's plugin runs is longer than it can take", () => {
  it("the program has these commands, and no other", () => {
    expect(commandsOfProgram().sort()).toEqual(
      [
        // Not logged.
        'print, environment, logging: "none" }',
        "`node ${scripts.push}`",
        '"true", delete: `node ${scripts.rescue}`, environment, triggers: [server.id] }',
        '"node infra/setup/restore-certificate.mjs"',
        '"bash infra/access/write"',
        '"bash infra/access/remove"',
        "`node ${scripts.takeOver}`",
        "`node ${scripts.giveBack}`",
        // Of `give-back`, whose work is its deletion.
        '"true"',
        "pulumi.interpolate`cloud-init status --wait > /dev/null 2>&1 || [ $? -eq 2 ]; ${fitsOrEnds(plan.stack)}; sudo /usr/local/lib/freehold/apply \"$(printf '%s\\\\n' ${server.url} ${server.httpsUrl} ${server.address})\"`",
      ].sort(),
    );
  });

  it("the scripts in JavaScript print by the two functions that break lines, and by nothing else", () => {
    const scripts = readdirSync(join(root, "infra"), { recursive: true, encoding: "utf8" }).filter((name) =>
      /\.mjs$/.test(name),
    );
    const others = scripts.filter((name) =>
      /console\.|process\.std(out|err)\.write/.test(readFileSync(join(root, "infra", name), "utf8")),
    );
    expect(scripts.length).toBeGreaterThan(8);
    expect(others).toEqual([]);
  });

  it.each<[string, NodeJS.ProcessEnv, number]>([
    ["infra/release/push.mjs", {}, 1],
    ["infra/release/push.mjs", { SILENT: "1" }, 1],
    ["infra/release/rescue.mjs", { SILENT: "1" }, 0],
  ])("%s %o, from a server whose line never ends", (path, more, ends) => {
    const { text, status } = script(path, more);
    expect(status).toBe(ends);
    expect(text.length).toBeGreaterThan(290_000);
    expect(longestLine(text)).toBeLessThan(most);
  });

  it("the scripts in shell print fixed words, a folder (at most 4,096 bytes) and names of git remotes", () => {
    const printed = ["write", "remove"].flatMap((name) =>
      (readFileSync(join(root, "infra/access", name), "utf8").match(/^\s*echo .*$/gm) ?? []).map((line) => line.trim()),
    );
    expect(printed).toEqual([
      expect.stringMatching(/^echo "FH-ACCESS-MODES: \$PWD\/\$FOLDER\/operator has mode \$mode,/),
      'echo "removed the git remote $remote"',
    ]);
  });

  it("the server's `apply` prints names of files, and its journal, whose lines journald cuts at 48 KiB (LineMax)", () => {
    const files = join(root, "cloud-init/files");
    const apply = readFileSync(join(files, "usr/local/lib/freehold/apply"), "utf8");
    // Its other commands print nothing, or into a pipe.
    expect(apply.match(/subprocess\.run\(.*$/gm)).toEqual([
      expect.stringContaining('["systemctl", *words], check=False, capture_output=True'),
      expect.stringContaining('["journalctl", "--no-pager", "--lines=40", f"--unit={UNIT}"]'),
      expect.stringContaining("[END_SESSIONS]"),
    ]);
    expect(readFileSync(join(files, "etc/systemd/journald.conf.d/50-freehold.conf"), "utf8")).not.toContain("LineMax");
  });
});
