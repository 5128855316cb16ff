import { checkEngineKind } from "../../infra/targets/rehearsal/engine-kind";
import { refuse } from "../../infra/user-error";
import { execute } from "../execute";
import { tlsNames, unwantedFor } from "../pulumi/environment";

/** Where an engine listens that nobody named. */
const usual = "unix:///var/run/docker.sock";

/**
 * The address of the engine that the docker command would use, by DOCKER_HOST, DOCKER_CONTEXT or the chosen context. Undefined
 * where that is the usual socket, or where there is no docker command.
 */
export async function chosenEngine(environment: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  if (environment["DOCKER_HOST"]) return environment["DOCKER_HOST"];
  const args = ["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"];
  // Without leftovers of another engine's certificates, at which the command would stop.
  const env = Object.fromEntries(Object.entries(environment).filter(([name]) => !tlsNames.includes(name)));
  const { code, stdout } = await execute("docker", args, { env, timeout: 20 });
  const address = stdout.trim();
  return code === 0 && address !== "" && address !== usual ? address : undefined;
}

/**
 * Settles which engine all parts of this run use: the docker command, Pulumi's docker plugin (which knows no chosen context) and the
 * program. They must not find it by rules of their own.
 * @throws UserError where that engine cannot play the server: podman, another machine's (FH-ENGINE-…)
 */
export async function settleEngine(): Promise<void> {
  const address = await chosenEngine();
  for (const name of unwantedFor(address)) delete process.env[name];
  if (address !== undefined) process.env["DOCKER_HOST"] = address;
  const problems = await checkEngineKind();
  if (problems.length > 0) refuse(problems);
}
