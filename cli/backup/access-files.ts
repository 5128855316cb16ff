import { UserError } from "../../infra/user-error";
import { execute, must } from "../execute";
import { root } from "../paths";
import { pulumiCommand, pulumiEnvironment } from "../pulumi/environment";

/** What infra/access/write is run with. */
export interface AccessInput {
  readonly environment: Readonly<Record<string, string>>;
  /** The operator's private key. */
  readonly key: string;
}

const names = ["FOLDER", "ALIAS", "HOST", "PORT", "HOST_KEY"];

/** Pulumi's mark of a secret, beside which `--show-secrets` has the value as JSON. */
const plain = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "plaintext" in value
    ? JSON.parse(String((value as { plaintext: unknown }).plaintext))
    : value;

interface Resource {
  readonly urn: string;
  readonly inputs?: { readonly stdin?: unknown; readonly environment?: unknown };
}

/**
 * The inputs of the files by which a checkout reaches its server, as an exported state has them with its secrets. Pure.
 * @throws UserError FH-ADOPT-STATE where they are not there
 */
export function accessIn(state: string): AccessInput {
  const { deployment } = JSON.parse(state) as { deployment?: { resources?: Resource[] } };
  const files = deployment?.resources?.find(({ urn }) =>
    /freehold:index:Access\$command:local:Command::files$/.test(urn),
  );
  const environment = (plain(files?.inputs?.environment) ?? {}) as Record<string, unknown>;
  const found = names.map((name) => [name, plain(environment[name])] as const);
  const key = plain(files?.inputs?.stdin);
  if (typeof key !== "string" || found.some(([, value]) => typeof value !== "string"))
    throw new UserError("FH-ADOPT-STATE: the state of the backup has no server; run npm run up, which makes one");
  return { environment: Object.fromEntries(found) as Record<string, string>, key };
}

/** Writes `.freehold/STACK` from the state, as `up` did on the laptop before. Secrets go by pipes only, and into no error. */
export async function writeAccess(stack: string): Promise<void> {
  const words = ["stack", "export", "--show-secrets", "--stack", stack];
  const { code, stdout } = await execute(pulumiCommand(), words, { cwd: root, env: pulumiEnvironment(stack) });
  if (code !== 0)
    throw new UserError(
      `FH-ADOPT-STATE: pulumi stack export failed with status ${code}; is PULUMI_CONFIG_PASSPHRASE that of stack ${stack}?`,
    );
  const { environment, key } = accessIn(stdout);
  await must("bash", ["infra/access/write"], { cwd: root, env: { ...process.env, ...environment }, input: key });
}
