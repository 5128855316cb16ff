import { UserError } from "../../infra/user-error";
import { execute, must } from "../execute";
import { root } from "../paths";
import { pulumiCommand, pulumiEnvironment } from "../pulumi/environment";
import { type Recorded, readResources, targetOf } from "../pulumi/stack";
import { say } from "../step";

type Kind = "container" | "network" | "image";

/** A Docker thing of the stack, as the state or the engine has it. */
export interface Thing {
  readonly kind: Kind;
  readonly id: string;
  readonly name: string;
  /** Of the engine's containers only. */
  readonly running?: boolean;
}

export interface Drift {
  /** In the state, and gone from the engine: pruned, removed by hand, or another engine was chosen. */
  readonly lost: readonly Thing[];
  /** The stack's containers that do not run, in the order in which they start. */
  readonly stopped: readonly Thing[];
  /** Under the stack's names, and unknown to the state: another clone's, or the state is lost. */
  readonly foreign: readonly Thing[];
}

const kinds: Readonly<Record<string, Kind>> = {
  "docker:index/container:Container": "container",
  "docker:index/network:Network": "network",
  "docker:index/remoteImage:RemoteImage": "image",
};

/** The Docker things that a state records. Pure. */
export function thingsOf(resources: readonly Recorded[]): Thing[] {
  return resources.flatMap(({ type, id, outputs }) => {
    const kind = kinds[type];
    const real = kind === "image" ? outputs?.["imageId"] : id;
    return kind && typeof real === "string" ? [{ kind, id: real, name: String(outputs?.["name"] ?? "") }] : [];
  });
}

/** Compares what the state records with what the engine has. Pure. */
export function compare(recorded: readonly Thing[], engine: readonly Thing[]): Drift {
  const there = new Set(engine.map(({ id }) => id));
  const known = new Set(recorded.map(({ id }) => id));
  const ours = engine.filter(({ id }) => known.has(id));
  const order = (name: string) => ["-link-local", "-edge"].findIndex((end) => name.endsWith(end)) + 1 || 3;
  return {
    lost: recorded.filter(({ id }) => !there.has(id)),
    stopped: ours.filter(({ running }) => running === false).sort((a, b) => order(a.name) - order(b.name)),
    foreign: engine.filter(({ kind, id }) => kind !== "image" && !known.has(id)),
  };
}

/** What a person is told whose stack's server exists without its state. Pure. */
export function foreignMessage(stack: string, foreign: readonly Thing[]): string {
  const names = (kind: Kind) => foreign.filter((thing) => thing.kind === kind).map(({ name }) => name);
  const [containers, networks] = [names("container"), names("network")];
  const commands = [
    ...(containers.length > 0 ? [`  docker rm --force --volumes ${containers.join(" ")}`] : []),
    ...(networks.length > 0 ? [`  docker network rm ${networks.join(" ")}`] : []),
  ];
  return (
    `FH-SERVER-FOREIGN: the Docker engine has a server of stack ${stack} that this checkout's state does not know ` +
    `(${[...containers, ...networks].join(", ")}): another clone or worktree made it, or the state (.state) is lost. One of:\n` +
    `  npm run destroy                    in the clone that made it\n` +
    `  npm run up -- --stack NAME         here, for a server of another name (with ports of its own: freehold:httpPort, freehold:sshPort)\n` +
    `or, where nobody needs it any more (its commits go with it):\n${commands.join("\n")}`
  );
}

const lines = (text: string) => text.split("\n").filter(Boolean);

/** What the engine has under the stack's names, and which of the images it has; undefined where no engine answers. */
async function askEngine(stack: string, images: readonly Thing[]): Promise<Thing[] | undefined> {
  const name = `freehold-${stack}`;
  const named = new Set([name, `${name}-edge`, `${name}-link-local`]);
  const format = (...parts: string[]) => ["--no-trunc", "--format", parts.map((part) => `{{.${part}}}`).join("\t")];
  const filter = ["--filter", `name=${name}`];
  const [containers, networks] = await Promise.all([
    execute("docker", ["container", "ls", "--all", ...filter, ...format("ID", "Names", "State")]),
    execute("docker", ["network", "ls", ...filter, ...format("ID", "Name")]),
  ]);
  if (containers.code !== 0 || networks.code !== 0) return undefined;
  const split = (text: string, kind: Kind): Thing[] =>
    lines(text).flatMap((line) => {
      const [id = "", found = "", state] = line.split("\t");
      return named.has(found) ? [{ kind, id, name: found, ...(state ? { running: state === "running" } : {}) }] : [];
    });
  const there = await Promise.all(
    images.map(async (image) => ((await execute("docker", ["image", "inspect", image.id])).code === 0 ? [image] : [])),
  );
  return [...split(containers.stdout, "container"), ...split(networks.stdout, "network"), ...there.flat()];
}

/**
 * Brings state and engine together before `up`: the state is no proof that its server is still there. Costs two questions to the
 * engine. Only for a rehearsal whose state is in files.
 * @throws UserError FH-SERVER-FOREIGN where the stack's names are taken by a server that the state does not know
 */
export async function reconcile(stack: string): Promise<void> {
  if (targetOf(stack) !== "rehearsal") return;
  const resources = readResources(stack);
  if (resources === undefined) return;
  const recorded = thingsOf(resources);
  const engine = await askEngine(
    stack,
    recorded.filter(({ kind }) => kind === "image"),
  );
  if (engine === undefined) return;
  const { lost, stopped, foreign } = compare(recorded, engine);
  if (foreign.length > 0) throw new UserError(foreignMessage(stack, foreign));
  if (lost.length > 0) {
    say(
      `repair: the engine has lost ${lost.map(({ kind, name }) => `the ${kind} ${name}`).join(", ")}; refreshing the state`,
    );
    const refresh = ["refresh", "--yes", "--skip-preview", "--stack", stack];
    await must(pulumiCommand(), refresh, { cwd: root, env: pulumiEnvironment(stack) });
  }
  if (stopped.length > 0) {
    say(`repair: starting ${stopped.map(({ name }) => name).join(", ")}`);
    for (const { id } of stopped) await must("docker", ["start", id]);
  }
}
