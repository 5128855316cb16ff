import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { load } from "js-yaml";
import { UserError } from "../../infra/user-error";
import { root } from "../paths";
import { backendUrl } from "./backend";
import { isSample } from "./environment";

/** What decides about a stack's passphrase. */
export interface Secrets {
  readonly stack: string;
  readonly target: string;
  /** URL of the state's backend: Pulumi Cloud keeps secrets itself. */
  readonly backend: string;
  /** `secretsprovider` of the stack's file: a key service needs no passphrase. */
  readonly provider: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  /** Whether the stack's file has its salt: then the passphrase was chosen before. */
  readonly chosen: boolean;
}

const ways = (stack: string) =>
  `Choose one and keep it: whoever has it and the state is root on the server, and without it the stack cannot be changed. Either\n` +
  `  read -rs PULUMI_CONFIG_PASSPHRASE && export PULUMI_CONFIG_PASSPHRASE\n` +
  `or a file with it in its one line, for example\n` +
  `  export PULUMI_CONFIG_PASSPHRASE_FILE=~/.config/freehold/${stack}.passphrase`;

function readable(file: string): boolean {
  try {
    return readFileSync(resolve(root, file)).length > 0;
  } catch {
    return false;
  }
}

/** What is wrong with the passphrase that a stack would get, or undefined. Pure but for one look at the file. */
export function passphraseProblem(secrets: Secrets): string | undefined {
  const { stack, target, backend, provider, environment, chosen } = secrets;
  if (isSample(stack) || /^https?:/.test(backend)) return undefined;
  if (provider !== undefined && provider !== "passphrase") return undefined;
  const { PULUMI_CONFIG_PASSPHRASE: words, PULUMI_CONFIG_PASSPHRASE_FILE: file } = environment;
  if (words === undefined && !file)
    return `FH-PASSPHRASE-NONE: stack ${stack} has private keys in its state, and no passphrase is set to encrypt them. ${ways(stack)}`;
  // Pulumi takes the variable before the file, even where it is empty.
  if (words === "" && file)
    return (
      `FH-PASSPHRASE-BOTH: PULUMI_CONFIG_PASSPHRASE is empty, and Pulumi takes it before PULUMI_CONFIG_PASSPHRASE_FILE (${file}); ` +
      "expected one of them. Run: unset PULUMI_CONFIG_PASSPHRASE"
    );
  if (words === undefined && file && !readable(file))
    return `FH-PASSPHRASE-FILE: PULUMI_CONFIG_PASSPHRASE_FILE names ${file}, which cannot be read; expected a file with the passphrase in its one line`;
  if (words === "" && target !== "rehearsal" && !chosen)
    return `FH-PASSPHRASE-EMPTY: the passphrase for stack ${stack} is empty; the private keys of a public server would be open to whoever reads its state. ${ways(stack)}`;
  return undefined;
}

/** What is wrong with the passphrase of a stack of this clone, or undefined: what `up` obeys, and what `doctor` shows. */
export function problemOf(stack: string, target: string, environment: NodeJS.ProcessEnv): string | undefined {
  const file = join(root, `Pulumi.${stack}.yaml`);
  const stored = ((existsSync(file) && load(readFileSync(file, "utf8"))) || {}) as Record<string, unknown>;
  return passphraseProblem({
    stack,
    target,
    backend: backendUrl(),
    provider: stored["secretsprovider"] as string | undefined,
    environment,
    chosen: stored["encryptionsalt"] !== undefined,
  });
}

/**
 * Makes sure that a stack's secrets have a passphrase that somebody chose. Nothing is asked: a command may have no terminal.
 * @throws UserError FH-PASSPHRASE-… with the ways to set one
 */
export function requirePassphrase(stack: string, target: string): void {
  const problem = problemOf(stack, target, process.env);
  if (problem !== undefined) throw new UserError(problem);
}
