import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Provider } from "@pulumi/oci/provider";
import * as automation from "@pulumi/pulumi/automation";
import { type Credentials, credentialSources, findCredentials } from "../account/credentials";
import { providerConfig } from "../account/provider-config";

/** Where the stack lives, for those who ask about it from outside. */
export interface StackPlace {
  readonly stack: string;
  /** Folder of Pulumi.yaml. */
  readonly folder: string;
  /** Home with `.oci/config`. Default: the user's. */
  readonly home?: string;
  /** Environment of Pulumi's commands. */
  readonly environment: NodeJS.ProcessEnv;
}

/** What a question to Oracle is asked with. */
export interface Asker {
  /** The stack's configuration, secrets in the clear. */
  readonly config: automation.ConfigMap;
  readonly credentials: Credentials;
  readonly provider: Provider;
}

/**
 * Asks Oracle through the same provider plugin and the same credentials as `up`, by running a program in a throw-away stack, so no
 * second client for Oracle is needed.
 * @param work the questions: data sources, and with `up` resources of which nothing is left, like a capacity report
 * @throws Error with the provider's words when Oracle cannot be asked
 */
export async function askOracle<T>(
  place: StackPlace,
  work: (by: Asker) => Promise<T>,
  how: "preview" | "up" = "preview",
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "freehold-ask-"));
  try {
    const config = await configOf(place);
    let answer: { value: T } | undefined;
    const program = async () => {
      answer = { value: await work(askerFor(place, config)) };
    };
    const envVars = {
      ...plain(place.environment),
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: "",
    };
    const stack = await automation.LocalWorkspace.createOrSelectStack(
      { stackName: "ask", projectName: "freehold", program },
      { workDir: folder, envVars },
    );
    await stack.setAllConfig(Object.fromEntries(Object.entries(config).filter(([key]) => key.startsWith("oci:"))));
    await stack[how]();
    if (answer === undefined) throw new Error("the question to Oracle was not asked");
    return answer.value;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function askerFor(place: StackPlace, config: automation.ConfigMap): Asker {
  const region = config["freehold:region"]?.value || undefined;
  const own = providerConfig(region);
  const sources = credentialSources(own as { [key: string]: string | undefined }, place.environment, place.home);
  const credentials = findCredentials(sources, region);
  if (!("tenancy" in credentials)) throw new Error(credentials.join("\n"));
  return { config, credentials, provider: new Provider("ask", own) };
}

async function configOf(place: StackPlace): Promise<automation.ConfigMap> {
  const workspace = await automation.LocalWorkspace.create({
    workDir: place.folder,
    envVars: plain(place.environment),
  });
  return workspace.getAllConfig(place.stack);
}

/** An environment without what is not set, as the automation library wants it. Pure. */
export const plain = (environment: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(environment).filter((e): e is [string, string] => e[1] !== undefined));

/** The automation library looks for `pulumi` on this process's own PATH, whatever environment it is given. */
export async function withPath<T>(environment: NodeJS.ProcessEnv, work: () => Promise<T>): Promise<T> {
  const before = process.env["PATH"];
  process.env["PATH"] = environment["PATH"];
  try {
    return await work();
  } finally {
    process.env["PATH"] = before;
  }
}
