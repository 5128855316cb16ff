import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repair } from "../../cli/recovery/repair";
import type { StackPlace } from "../../infra/targets/oracle/recovery/ask";
import { type AccountModel, freeAccount } from "../support/oracle-cloud/account-model";
import { apiKey } from "../support/oracle-cloud/api-key";
import { OracleCloud } from "../support/oracle-cloud/cloud";
import { type RestServer, serveRest } from "../support/oracle-cloud/rest/server";
import { bundleProgram } from "./bundle";
import { engineEnvironment } from "./environment";
import { ociEnvironment, ociOrigin } from "./oracle-plugin";

/** How a command of the engine ended. */
export interface Ended {
  /** null: killed by a signal. */
  readonly code: number | null;
  /** Both streams, in the order they came. */
  readonly output: string;
}

export type Config = Record<string, string | number | boolean | string[]>;

const stack = "test";

/**
 * One fake cloud behind REST, one folder with state, configuration and an Oracle configuration file, and the real engine. The program
 * runs as its own process under the language host, as it does for an operator, and asks the cloud through Pulumi's plugin `oci`: the
 * official one where it is installed, else the stand-in of packages/pulumi-offline.
 */
export class World {
  /** Which plugin the engine uses: a test's failure names it. */
  readonly plugin = ociOrigin();
  readonly folder = mkdtempSync(join(tmpdir(), "freehold-engine-"));
  private engine: ChildProcess | undefined;

  private oci: NodeJS.ProcessEnv = {};

  private constructor(
    account: AccountModel,
    readonly rest: RestServer,
    readonly cloud: OracleCloud,
  ) {
    mkdirSync(join(this.folder, ".oci"));
    mkdirSync(join(this.folder, "state"));
    writeFileSync(
      join(this.folder, "Pulumi.yaml"),
      "name: freehold\nruntime:\n  name: nodejs\n  options: { typescript: false }\n",
    );
    bundleProgram(this.folder, join(__dirname, "program", "index.ts"));
    this.writeKey();
    this.writeOracleConfig({ user: account.user, fingerprint: account.fingerprint, tenancy: account.tenancy });
    this.configure({});
  }

  static async make(changes: Partial<AccountModel> = {}): Promise<World> {
    const account = freeAccount(changes);
    const cloud = new OracleCloud({ account });
    const rest = await serveRest(cloud);
    const world = new World(account, rest, cloud);
    world.oci = await ociEnvironment(world.folder, rest.port, world.environment()["PATH"]);
    console.log(`oci plugin: ${world.plugin}`);
    const made = await world.run(["stack", "init"]);
    if (made.code !== 0) throw new Error(made.output);
    return world;
  }

  close(): void {
    this.rest.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  writeKey(text = apiKey().privateKey): void {
    writeFileSync(join(this.folder, ".oci", "key.pem"), text, { mode: 0o600 });
  }

  /** What an operator pastes from Oracle's console. */
  writeOracleConfig(entries: Record<string, string>): void {
    const lines = { region: "eu-frankfurt-1", key_file: join(this.folder, ".oci", "key.pem"), ...entries };
    const text = Object.entries(lines).map(([key, value]) => `${key}=${value}`);
    writeFileSync(join(this.folder, ".oci", "config"), ["[DEFAULT]", ...text, ""].join("\n"), { mode: 0o600 });
  }

  /** Sets the whole configuration of the stack, in our namespace unless a key names another. */
  configure(config: Config): void {
    const path = join(this.folder, `Pulumi.${stack}.yaml`);
    const salt = existsSync(path) ? /^encryptionsalt: .*$/m.exec(readFileSync(path, "utf8"))?.[0] : undefined;
    const named = Object.entries(config).map(([key, value]) => [key.includes(":") ? key : `freehold:${key}`, value]);
    const lines = named.map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`);
    writeFileSync(path, [...(salt ? [salt] : []), "config:", ...lines, "  test:unused: 1", ""].join("\n"));
  }

  up = (env: NodeJS.ProcessEnv = {}) => this.run(["up", "--yes", "--skip-preview"], env);
  destroy = () => this.run(["destroy", "--yes", "--skip-preview"]);
  refresh = () => this.run(["refresh", "--yes", "--skip-preview"]);

  /** Runs one command of the engine to its end. */
  run(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return this.start([...args, "--stack", stack, "--cwd", this.folder, "--non-interactive"], env);
  }

  private start(args: string[], env: NodeJS.ProcessEnv): Promise<Ended> {
    const child = spawn("pulumi", args, { env: { ...this.environment(), ...env }, stdio: ["ignore", "pipe", "pipe"] });
    this.engine = child;
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, output: output.replaceAll(/\r/g, "") }));
    });
  }

  /** Ends the running engine as a power cut would. */
  killEngine(): void {
    this.engine?.kill("SIGKILL");
  }

  interruptEngine(): void {
    this.engine?.kill("SIGINT");
  }

  environment(): NodeJS.ProcessEnv {
    return { ...engineEnvironment(this.folder), ...this.oci };
  }

  /** The stack as those see it who ask about it from outside. */
  place(): StackPlace {
    return { stack, folder: this.folder, home: this.folder, environment: this.environment() };
  }

  /** What `npm run up` and `destroy` do first. */
  repair = () => repair(stack, false, this.place());

  /** Requests that made, changed or ended something, for example `POST instances`. */
  writes = (): string[] =>
    this.cloud.faults.calls.filter(({ method }) => method !== "GET").map(({ method, route }) => `${method} ${route}`);

  /** What is there, without ids and times: two clouds with the same things compare equal. */
  shape(): string[] {
    return this.cloud.inventory
      .all()
      .filter(({ kind }) => kind !== "WorkRequest")
      .map((t) => `${t.kind} ${t.props["displayName"] ?? t.props["lifetime"] ?? t.props["name"] ?? ""}`.trim())
      .sort();
  }
}
