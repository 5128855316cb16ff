import { spawn } from "node:child_process";

// Two ways into the machine of the target `ssh`, for the program and for its scripts. `operator`: with the stack's keys, once the machine
// is taken over. `own`: as the person at the laptop does, by their SSH configuration and agent, before that and after `destroy`.

const quoted = (word) => `'${word.replaceAll("'", "'\\''")}'`;

/** A path as an option of ssh wants it. */
const option = (path) => `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%")}"`;

/** Nobody is asked anything, no unknown host key is taken, and the session is one of its own. */
const strict = (knownHosts, alias) =>
  [
    "BatchMode=yes",
    `HostKeyAlias=${alias}`,
    "HostKeyAlgorithms=ssh-ed25519",
    `UserKnownHostsFile=${option(knownHosts)}`,
    "GlobalKnownHostsFile=/dev/null",
    "StrictHostKeyChecking=yes",
    "UpdateHostKeys=no",
    "ControlMaster=no",
    "ControlPath=none",
    "ClearAllForwardings=yes",
    "ForwardAgent=no",
    "RequestTTY=no",
    "RemoteCommand=none",
    "ConnectTimeout=20",
    "ServerAliveInterval=15",
    "ServerAliveCountMax=8",
  ].flatMap((one) => ["-o", one]);

/**
 * Returns ssh's arguments for the stack's operator. Pure.
 * @param {string} folder has the private key `operator` and `known_hosts` with the stack's host key
 * @param {{ host: string, port: number, alias: string }} machine
 * @returns {string[]}
 */
export const operatorWay = (folder, { host, port, alias }) => [
  ...["-F", "/dev/null", "-o", `IdentityFile=${option(`${folder}/operator`)}`],
  ...["-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none"],
  ...strict(`${folder}/known_hosts`, alias),
  ...["-p", String(port), "-l", "operator", "--", host],
];

/**
 * Returns ssh's arguments for the person's own login. Pure.
 * @param {string} knownHosts file with the host keys that the machine may show
 * @param {{ user: string, host: string, port: number, alias: string }} machine
 * @returns {string[]}
 */
export const ownWay = (knownHosts, { user, host, port, alias }) => [
  ...strict(knownHosts, alias),
  ...["-p", String(port), "-l", user, "--", host],
];

/** What runs a bash script as root, whoever logs in and with whatever shell. */
const asRoot =
  'if [ "$(id -u)" = 0 ]; then exec bash -c "$0" freehold "$@"; fi; exec sudo -n bash -c "$0" freehold "$@"';

/**
 * Runs a bash script on the machine as root. Never throws: status 255 is ssh's own, with its words in `errors`.
 * @param {string[]} way as `operatorWay` or `ownWay` returns it
 * @param {string} script
 * @param {{ args?: string[], input?: string, onLine?: (line: string) => void }} [options] `onLine` gets each whole line of the output
 * @returns {Promise<{ status: number, output: string, errors: string }>}
 */
export function runAsRoot(way, script, { args = [], input = "", onLine } = {}) {
  const { FREEHOLD_SSH_AGENT, ...environment } = process.env;
  const env = { ...environment, ...(FREEHOLD_SSH_AGENT ? { SSH_AUTH_SOCK: FREEHOLD_SSH_AGENT } : {}), LC_ALL: "C" };
  const command = ["exec", "sh", "-c", ...[asRoot, script, ...args].map(quoted)].join(" ");
  return new Promise((resolve) => {
    const child = spawn("ssh", [...way, command], { env });
    const said = { output: "", errors: "" };
    let held = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      said.output += text;
      const lines = (held + text).split("\n");
      held = lines.pop();
      for (const line of lines) onLine?.(line);
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      said.errors += text;
    });
    child.on("error", (error) => resolve({ status: 255, output: "", errors: error.message }));
    child.on("close", (status) => resolve({ status: status ?? 255, ...said }));
    // A machine that refuses the login reads nothing.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}
