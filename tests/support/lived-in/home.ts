import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { hostileGit } from "./hostile-git";
import { hostileSshFile } from "./hostile-ssh";

/** What a long-used shell exports. */
const shell = (home: string): Readonly<Record<string, string>> => ({
  HOME: home,
  LANG: "de_DE.UTF-8",
  LC_ALL: "tr_TR.UTF-8",
  LANGUAGE: "tr:de",
  TZ: "Pacific/Chatham",
  SSH_AUTH_SOCK: join(home, "gone", "agent.sock"),
  SSH_ASKPASS: "/bin/false",
  GIT_ASKPASS: "/bin/false",
  GIT_SSH_COMMAND: "false",
  // As in a terminal that a hook or a GUI client opened.
  GIT_NAMESPACE: "of-another-project",
  GIT_ALLOW_PROTOCOL: "https",
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: "url.https://mirror.corp.example/.pushInsteadOf",
  GIT_CONFIG_VALUE_0: "freehold-",
  GIT_CONFIG_PARAMETERS: "'push.followTags=true'",
  GIT_TRACE: "1",
  GIT_PAGER: "false",
  PULUMI_CONFIG_PASSPHRASE: "of another project",
  PULUMI_STACK: "of-another-project",
  PULUMI_EXPERIMENTAL: "true",
  PULUMI_PREFER_YARN: "true",
  PULUMI_DEBUG_COMMANDS: "true",
  DOCKER_DEFAULT_PLATFORM: "linux/s390x",
  DOCKER_CONTENT_TRUST: "1",
  DOCKER_API_VERSION: "1.20",
  // minikube's and docker-machine's `eval` leave these behind.
  DOCKER_TLS_VERIFY: "1",
  DOCKER_CERT_PATH: join(home, "gone", "certs"),
  BUILDX_BUILDER: "of-another-project",
  BUILDKIT_PROGRESS: "rawjson",
  COMPOSE_PROFILES: "debug",
  COMPOSE_PROJECT_NAME: "of-another-project",
  COMPOSE_FILE: "/nonexistent.yaml",
  GREP_OPTIONS: "--color=always",
  CDPATH: "/",
  BASH_ENV: join(home, "noise.sh"),
  POSIXLY_CORRECT: "1",
  EDITOR: "false",
  NODE_OPTIONS: "",
});

export interface LivedInHome {
  readonly folder: string;
  /** The whole environment of a command in it. */
  readonly env: NodeJS.ProcessEnv;
  /** A command in this home, under a umask: the words to start it by. */
  words(command: string, args: readonly string[], umask?: string): [string, string[]];
  remove(): void;
}

/** Whether this process may give a command a password file of its own; ssh takes the home from there, not from $HOME. */
export const canMount = () => spawnSync("unshare", ["-m", "true"]).status === 0;

/**
 * A home as long-used ones are: SSH and git settings, a Docker context, variables of other projects, another country. It is the
 * user's only for commands started by `words`. What it does not model: keychains, shells other than bash, desktop sessions.
 */
export function livedInHome(): LivedInHome {
  const folder = mkdtempSync(join(tmpdir(), "freehold-home-"));
  const put = (path: string, text: string, mode = 0o600) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, path), text, { mode });
  };
  put(".ssh/config", hostileSshFile(folder));
  put(".ssh/config.d/work", "Host freehold-*\n  User root\n  Port 1\n");
  for (const [key, value] of Object.entries(hostileGit)) {
    const { status, stderr } = spawnSync("git", ["config", "--file", join(folder, ".gitconfig"), key, value]);
    if (status !== 0) throw new Error(String(stderr));
  }
  put("hooks/pre-push", "#!/bin/sh\necho 'pre-push: lint failed'\nexit 1\n", 0o755);
  spawnSync("git", ["config", "--file", join(folder, ".gitconfig"), "core.hooksPath", join(folder, "hooks")]);
  spawnSync("git", ["config", "--file", join(folder, ".gitconfig"), "--add", "safe.directory", "*"]);
  put("noise.sh", "echo 'Welcome back!'\n");
  const me = userInfo();
  const others = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .filter((line) => line.split(":")[2] !== String(me.uid));
  put("passwd", [`${me.username}:x:${me.uid}:${me.gid}::${folder}:/bin/bash`, ...others].join("\n"), 0o644);
  chmodSync(folder, 0o755);
  const script = `umask "$1"; mount --bind "$2" /etc/passwd; shift 2; exec "$@"`;
  return {
    folder,
    env: { ...process.env, ...shell(folder) },
    words: (command, args, umask = "027") => [
      "unshare",
      ["-m", "sh", "-c", script, "sh", umask, join(folder, "passwd"), command, ...args],
    ],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
