import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canMount, hostileSsh, type LivedInHome, livedInHome } from "../../support/lived-in/home";

const write = resolve(__dirname, "../../../infra/access/write");
const base = mkdtempSync(join(tmpdir(), "freehold-access-"));
const folder = join(base, `Größe 100% "b" it's`);
let home: LivedInHome;

const config = ".freehold/dev/ssh_config";

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

const asked = (host: string) => ["-F", config, "-G", host];
const inHome = (host: string) => {
  const [command, args] = home.words("ssh", asked(host));
  return execFileSync(command, args, { cwd: folder, encoding: "utf8", env: home.env });
};

describe.runIf(canMount())("the ssh_config of a checkout, in a home with settings of its own", () => {
  it("is the same for the server as in an empty home", () => {
    const elsewhere = execFileSync("ssh", asked("freehold-dev"), { cwd: folder, encoding: "utf8" });
    expect(inHome("freehold-dev").split("\n").sort()).toEqual(elsewhere.split("\n").sort());
  });

  it("leaves all other hosts to the user", () => {
    const other = inHome("example.org");
    expect(other).toContain("proxyjump bastion.corp.example");
    expect(other).toContain("remotecommand tmux new -A -s main");
    expect(hostileSsh.length).toBeGreaterThan(20);
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
    expect(inHome("freehold-dev")).toContain(`userknownhostsfile ${folder}/.freehold/dev/known_hosts`);
  });
});
