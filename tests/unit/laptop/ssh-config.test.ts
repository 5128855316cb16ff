import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canMount, type LivedInHome, livedInHome } from "../../support/lived-in/home";
import { hostileSsh, ranByMatch } from "../../support/lived-in/hostile-ssh";

const write = resolve(__dirname, "../../../infra/access/write");
const base = mkdtempSync(join(tmpdir(), "freehold-access-"));
const folder = join(base, `Größe 100% "b" it's`);
let home: LivedInHome;

const own = ".freehold/dev/ssh_config";
/** What git of the checkout uses: ours, and the user's for every other host. */
const forGit = `${own}.git`;

beforeAll(() => {
  mkdirSync(folder);
  home = livedInHome();
  const key = join(folder, "key");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
  execFileSync("bash", [write], {
    cwd: folder,
    input: readFileSync(key),
    env: {
      ...process.env,
      FOLDER: ".freehold/dev",
      ALIAS: "freehold-dev",
      HOST: "127.0.0.1",
      PORT: "2222",
      HOST_KEY: readFileSync(`${key}.pub`, "utf8"),
    },
  });
});
afterAll(() => {
  home.remove();
  rmSync(base, { recursive: true });
});

const asked = (host: string, config: string) => ["-F", config, "-G", host];
const inHome = (host: string, config = own) => {
  const [command, args] = home.words("ssh", asked(host, config));
  return execFileSync(command, args, { cwd: folder, encoding: "utf8", env: home.env, stdio: "pipe" });
};
const elsewhere = () => execFileSync("ssh", asked("freehold-dev", own), { cwd: folder, encoding: "utf8" });
const sorted = (text: string) => text.split("\n").sort();

describe.runIf(canMount())("the ssh_config of a checkout, in a home with settings of its own", () => {
  it.each([own, forGit])("is the same for the server as in an empty home: %s", (config) => {
    expect(sorted(inHome("freehold-dev", config))).toEqual(sorted(elsewhere()));
  });

  it("runs no command of the user's, and reads no line of it that ssh would refuse", () => {
    rmSync(join(home.folder, ranByMatch), { force: true });
    const file = join(home.folder, ".ssh/config");
    const before = readFileSync(file);
    appendFileSync(file, "Host mac\n  UseKeychain yes\n");
    chmodSync(file, 0o666);
    try {
      expect(sorted(inHome("freehold-dev"))).toEqual(sorted(elsewhere()));
      expect(existsSync(join(home.folder, ranByMatch))).toBe(false);
      expect(() => inHome("example.org", forGit)).toThrow(/Bad (configuration option|owner or permissions)/);
    } finally {
      writeFileSync(file, before);
      chmodSync(file, 0o600);
    }
  });

  it("leaves all other hosts to the user, for git of the checkout", () => {
    const other = inHome("example.org", forGit);
    expect(other).toContain("remotecommand tmux new -A -s main");
    expect(other).toContain("controlmaster auto");
    expect(other).toContain("forwardx11trusted yes");
    expect(hostileSsh.length).toBeGreaterThan(60);
  });

  it("keeps to its own key, and to its own agent, which is none", () => {
    const settings = inHome("freehold-dev").split("\n");
    expect(settings.filter((line) => line.startsWith("identityfile "))).toHaveLength(1);
    for (const line of [
      "identitiesonly yes",
      "identityagent none",
      "preferredauthentications publickey",
      "hostkeyalgorithms ssh-ed25519",
      "serveraliveinterval 15",
      "serveralivecountmax 4",
      "stricthostkeychecking true",
      "batchmode no",
    ])
      expect(settings).toContain(line);
  });

  it("names files in a folder with quotes, percent and umlauts", () => {
    for (const config of [own, forGit])
      expect(inHome("freehold-dev", config)).toContain(`userknownhostsfile ${folder}/.freehold/dev/known_hosts`);
  });
});
