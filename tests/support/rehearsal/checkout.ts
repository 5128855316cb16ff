import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { baseImagesVariable } from "../../../cli/pulumi/environment";
import { ask, type Result, type RunOptions, run } from "./run";

const origin = resolve(__dirname, "../../..");

/** The set-up's tools, ahead of node_modules/.bin, which npm and npx put first and whose `pulumi` would download itself. */
function toolFolders(): string {
  const found = JSON.parse(readFileSync(join(origin, ".toolchain/found.json"), "utf8")) as { cli: { path: string } };
  return `${join(origin, ".toolchain/bin")}:${dirname(found.cli.path)}`;
}

/** A port of loopback that is free now. */
export async function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}

/**
 * A clone of HEAD with a stack of its own, so that a test meets neither the developer's stack nor uncommitted work. Shares
 * the installed dependencies and tools. Ports are free ones; everything else is the default.
 */
export class Checkout {
  private constructor(
    readonly folder: string,
    readonly stack: string,
    readonly env: NodeJS.ProcessEnv,
    readonly httpPort: number,
    readonly sshPort: number,
    readonly httpsPort: number,
  ) {}

  static async make(stack: string, config: Record<string, string> = {}): Promise<Checkout> {
    const folder = join(mkdtempSync(join(tmpdir(), "freehold-test-")), "project");
    ask("git", ["clone", "--quiet", origin, folder]);
    for (const shared of ["node_modules", ".toolchain"]) symlinkSync(join(origin, shared), join(folder, shared));
    ask("git", ["-C", folder, "config", "user.email", "ada@example.org"]);
    ask("git", ["-C", folder, "config", "user.name", "Ada"]);
    const { PULUMI_BACKEND_URL: _, PATH, ...env } = process.env;
    const [httpPort, sshPort, httpsPort] = [await freePort(), await freePort(), await freePort()];
    const checkout = new Checkout(
      folder,
      stack,
      { ...env, ...baseImagesVariable(), PATH: `${toolFolders()}:${PATH}`, PULUMI_CONFIG_PASSPHRASE: "" },
      httpPort,
      sshPort,
      httpsPort,
    );
    checkout.configure({ ...checkout.ports, ...config });
    const made = await checkout.pulumi("stack", "init", stack);
    if (made.status !== 0) throw new Error(made.output);
    return checkout;
  }

  /** Settings of the ports, for `configure`. */
  get ports(): Record<string, number> {
    const [http, https, ssh] = [this.httpPort, this.httpsPort, this.sshPort];
    return { "freehold:httpPort": http, "freehold:httpsPort": https, "freehold:sshPort": ssh };
  }

  /** Writes the stack's file: the salt of `dev` (an empty passphrase) and the given keys, JSON being YAML. */
  configure(config: Record<string, unknown>): void {
    const salt = /^encryptionsalt: .*$/m.exec(readFileSync(join(this.folder, "Pulumi.dev.yaml"), "utf8"))?.[0];
    writeFileSync(join(this.folder, `Pulumi.${this.stack}.yaml`), `${salt}\nconfig: ${JSON.stringify(config)}\n`);
  }

  pulumi(...args: string[]): Promise<Result> {
    return this.pulumiWith({}, ...args);
  }

  pulumiWith(options: RunOptions, ...args: string[]): Promise<Result> {
    const stack = args[0] === "stack" ? [] : ["--stack", this.stack];
    return run("pulumi", [...args, ...stack, "--non-interactive"], { cwd: this.folder, env: this.env, ...options });
  }

  up(options: RunOptions = {}): Promise<Result> {
    return this.pulumiWith(options, "up", "--yes", "--skip-preview");
  }

  git(...args: string[]): string {
    return ask("git", ["-C", this.folder, ...args], { env: this.env });
  }

  /** Commits files; `undefined` deletes one. Gives the commit's id. */
  commit(message: string, files: Record<string, string>): string {
    for (const [path, content] of Object.entries(files)) {
      writeFileSync(join(this.folder, path), content);
      this.git("add", "--", path);
    }
    this.git("commit", "--quiet", "--allow-empty", "-m", message);
    return this.git("rev-parse", "HEAD");
  }

  get url(): string {
    return `http://localhost:${this.httpPort}`;
  }

  /** Runs a command on the server as `author` or `operator`, with the operator's key and the pinned host key. */
  ssh(user: "author" | "operator", ...command: string[]): Promise<Result> {
    return this.sshWith({}, user, ...command);
  }

  sshWith(options: RunOptions, user: "author" | "operator", ...command: string[]): Promise<Result> {
    const config = `.freehold/${this.stack}/ssh_config`;
    return run("ssh", ["-F", config, "-l", user, `freehold-${this.stack}`, ...command], {
      cwd: this.folder,
      env: this.env,
      ...options,
    });
  }

  /** Runs a command inside the server as root, past SSH: for looking and for breaking things, never for setting up. */
  inServer(command: string): Promise<Result> {
    return run("docker", ["exec", `freehold-${this.stack}`, "bash", "-c", command]);
  }

  /** Takes everything away, whatever state it is in. */
  async remove(): Promise<void> {
    await this.pulumi("cancel", "--yes");
    await this.pulumi("destroy", "--yes", "--skip-preview");
    const label = ["--filter", `label=freehold=${this.stack}`];
    const rest = (kind: string) => ask("docker", [kind, "ls", ...(kind === "container" ? ["-a"] : []), "-q", ...label]);
    for (const kind of ["container", "network", "volume"]) {
      const left = rest(kind).split("\n").filter(Boolean);
      if (left.length > 0) ask("docker", [kind, "rm", ...(kind === "network" ? [] : ["-f"]), ...left]);
    }
    rmSync(join(this.folder, ".."), { recursive: true, force: true });
  }
}
