import { type Facts, factOf } from "./facts";

/** What the stack knows of the machine that it asks for. */
export interface Asked {
  readonly stack: string;
  /** As a person wrote it: for messages. */
  readonly server: string;
  readonly rebuild: boolean;
  /** Whether this checkout has keys of a server of this stack: an earlier `up` made one. */
  readonly made: boolean;
}

/** By `ID VERSION_ID` of /etc/os-release. Debian 12 is left out for its Docker: 20.10, without buildx and Compose 2. */
export const systems: Readonly<Record<string, string>> = {
  "debian 13": "Debian 13",
  "ubuntu 22.04": "Ubuntu 22.04",
  "ubuntu 24.04": "Ubuntu 24.04",
};

/** 1 GB as a kernel reports it: 50 to 100 MB are its own. In kB. */
const leastMemoryKb = 880_000;
/** Packages 0.6 GB, images and their build 2.5 GB (docs/design.md), swap 2 GB where memory is short. In kB. */
const leastDiskKb = 5_000_000;

const gb = (kb: number) => `${(kb / 1e6).toFixed(1)} GB`;

/** What the machine is, whoever has it. */
function unfit(facts: Facts, server: string): string[] {
  const system = factOf(facts, "system");
  const [processor, init] = [factOf(facts, "processor"), factOf(facts, "init")];
  const [memory, disk] = [Number(factOf(facts, "memoryKb")), Number(factOf(facts, "diskKb"))];
  const expected = Object.values(systems).join(", ");
  const problems: string[] = [];
  if (systems[system] === undefined)
    problems.push(
      `FH-SSH-SYSTEM: ${server} runs ${system || "an unknown system"}; expected one of ${expected}. ` +
        (system === "debian 12"
          ? "Debian 12 has Docker 20.10 without buildx; Freehold needs 24. Upgrade the machine to Debian 13"
          : "Install one of them there, or take another machine"),
    );
  else if (!["x86_64", "aarch64"].includes(processor) || init !== "systemd")
    problems.push(
      `FH-SSH-SYSTEM: ${server} is ${processor} with ${init} as its first process; expected x86_64 or aarch64, and systemd`,
    );
  if (memory < leastMemoryKb)
    problems.push(`FH-SSH-MEMORY: ${server} has ${gb(memory)} of memory; expected 1 GB or more`);
  if (disk < leastDiskKb)
    problems.push(`FH-SSH-DISK: ${server} has ${gb(disk)} free in /var; expected ${gb(leastDiskKb)} or more`);
  return problems;
}

/** What Docker has there that would be changed or lost. */
function dockerProblems(facts: Facts, server: string): string[] {
  const swarm = factOf(facts, "swarm");
  if (swarm !== "" && swarm !== "inactive")
    return [
      `FH-SSH-SWARM: ${server} is in a Docker swarm that this stack did not make (${swarm}). If nobody needs it: ` +
        "docker swarm leave --force, there",
    ];
  const engine = factOf(facts, "engine");
  if (engine !== "")
    return [
      `FH-SSH-DOCKER: ${server} has the package ${engine}, which docker.io of the system would replace. If nobody needs it: ` +
        `apt-get purge ${engine}, there`,
    ];
  const full = factOf(facts, "docker");
  const config = factOf(facts, "dockerConfig");
  const found = [...(/[1-9]/.test(full) ? [full] : []), ...(config === "" ? [] : [config])];
  if (found.length === 0) return [];
  return [
    `FH-SSH-DOCKER: Docker on ${server} is in use (${found.join("; ")}), and Freehold gives Docker its own settings. ` +
      "Take a machine without, or remove what nobody needs: docker system prune --all --volumes, there",
  ];
}

/** What is in the way on a machine that is not ours yet. */
function occupied(facts: Facts, server: string): string[] {
  const problems: string[] = [];
  const ports = facts.get("listening") ?? [];
  if (ports.length > 0) {
    const who = ports.map((one) =>
      one.replace(/^(\d+)(?: (.+))?$/, (_, port, by) => `port ${port}${by ? ` (${by})` : ""}`),
    );
    problems.push(
      `FH-SSH-PORT: on ${server} something already listens on ${who.join(" and ")}, where readers' requests come. Stop it there, ` +
        "for example: systemctl disable --now apache2",
    );
  }
  const traces = facts.get("trace") ?? [];
  if (traces.length > 0)
    problems.push(
      `FH-SSH-OTHER: ${server} has files of a Freehold that no \`up\` of a target ssh made (${traces.join(", ")})`,
    );
  const users = facts.get("user") ?? [];
  if (users.length > 0)
    problems.push(
      `FH-SSH-USERS: ${server} already has the user ${users.join(" and ")}, a name that Freehold needs for itself. ` +
        "Remove or rename it there: usermod --login",
    );
  if (factOf(facts, "sshdFolder") !== "yes")
    problems.push(
      `FH-SSH-SSHD: sshd on ${server} does not read /etc/ssh/sshd_config.d/*.conf. Put this first in /etc/ssh/sshd_config there: ` +
        "Include /etc/ssh/sshd_config.d/*.conf",
    );
  return [...problems, ...dockerProblems(facts, server)];
}

/** Says why the machine cannot serve this stack: a sentence each, with what to do. Pure. */
export function judge(facts: Facts, { stack, server, rebuild, made }: Asked): string[] {
  const owner = factOf(facts, "owner");
  if (owner === stack && rebuild)
    return [
      `FH-SSH-REBUILD: ${server} serves stack ${stack}, and a machine of your own cannot be replaced from here. Reinstall its system at ` +
        "its provider, then run this again",
    ];
  if (owner === stack) return [];
  if (owner !== "")
    return [
      `FH-SSH-OTHER: ${server} serves the Freehold stack ${owner}. Give it back with the checkout that made it: npm run destroy -- --stack ${owner}`,
    ];
  if (made && !rebuild)
    return [
      `FH-SSH-MOVED: stack ${stack} has a server, and ${server} is not it. Where the machine was reinstalled: npm run rebuild -- --stack ${stack}. ` +
        "To go to another machine: npm run backup, then npm run restore into a new stack (docs/ssh-target.md)",
    ];
  return [...unfit(facts, server), ...occupied(facts, server)];
}
