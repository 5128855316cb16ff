import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repair } from "../../cli/recovery/repair";
import type { StackPlace } from "../../infra/targets/oracle/recovery/ask";
import { type AccountModel, freeAccount } from "../support/oracle-cloud/account-model";
import { OracleCloud } from "../support/oracle-cloud/cloud";
import { serve } from "../support/oracle-cloud/provider";
import { bundleProgram } from "./bundle";
import { engineEnvironment } from "./environment";

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
 * One fake cloud, one folder with state, configuration and an Oracle configuration file, and the real engine. The program
 * runs as its own process under the language host, as it does for an operator.
 */
export class World {
  readonly cloud: OracleCloud;
  readonly folder = mkdtempSync(join(tmpdir(), "freehold-engine-"));
  private engine: ChildProcess | undefined;

  private constructor(
    account: AccountModel,
    private readonly provider: { port: number; close: () => void },
    cloud: OracleCloud,
  ) {
    this.cloud = cloud;
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
    let world: World | undefined;
    const provider = await serve(cloud, () => world?.oracleConfig());
    world = new World(account, provider, cloud);
    const made = await world.run(["stack", "init"]);
    if (made.code !== 0) throw new Error(made.output);
    return world;
  }

  close(): void {
    this.provider.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  writeKey(text = "-----BEGIN PRIVATE KEY-----\nbm8ga2V5\n-----END PRIVATE KEY-----\n"): void {
    writeFileSync(join(this.folder, ".oci", "key.pem"), text, { mode: 0o600 });
  }

  /** What an operator pastes from Oracle's console. */
  writeOracleConfig(entries: Record<string, string>): void {
    const lines = { region: "eu-frankfurt-1", key_file: join(this.folder, ".oci", "key.pem"), ...entries };
    const text = Object.entries(lines).map(([key, value]) => `${key}=${value}`);
    writeFileSync(join(this.folder, ".oci", "config"), ["[DEFAULT]", ...text, ""].join("\n"), { mode: 0o600 });
  }

  private oracleConfig(): string | undefined {
    const path = join(this.folder, ".oci", "config");
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
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
    return { ...engineEnvironment(this.folder), PULUMI_DEBUG_PROVIDERS: `oci:${this.provider.port}` };
  }

  /** The stack as those see it who ask about it from outside. */
  place(): StackPlace {
    return { stack, folder: this.folder, home: this.folder, environment: this.environment() };
  }

  /** What `npm run up` and `destroy` do first. */
  repair = () => repair(stack, false, this.place());

  /** What is there, without ids and times: two clouds with the same things compare equal. */
  shape(): string[] {
    return this.cloud.inventory
      .all()
      .map((t) => `${t.kind} ${t.props["displayName"] ?? t.props["lifetime"] ?? t.props["name"] ?? ""}`.trim())
      .sort();
  }
}
