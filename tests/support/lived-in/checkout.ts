import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort } from "../rehearsal/checkout";
import { ask, type Result, run } from "../rehearsal/run";
import { Agent } from "./agent";
import { type LivedInHome, livedInHome } from "./home";

const origin = resolve(__dirname, "../../..");

/**
 * A clone of HEAD in a folder with a name of all kinds, made and used under a umask in a lived-in home, whose Docker context is the
 * machine's engine behind another socket, with an SSH agent of many keys. Shares installed dependencies, tools and caches, which take
 * long to make.
 */
export class LivedInCheckout {
  readonly home: LivedInHome = livedInHome();
  readonly base = mkdtempSync(join(tmpdir(), "freehold-lived-"));
  readonly folder = join(this.base, `Größe "b" it's $c`);
  readonly env: NodeJS.ProcessEnv;
  readonly agent = new Agent(this.base);

  constructor(
    readonly stack: string,
    private readonly umask = "027",
  ) {
    const { PULUMI_BACKEND_URL: _, DOCKER_HOST: __, BASH_ENV: ___, ...env } = this.home.env;
    const real = { XDG_CACHE_HOME: process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache") };
    this.env = { ...env, ...real, PULUMI_HOME: process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi") };
    this.env["SSH_AUTH_SOCK"] = this.agent.socket;
  }

  async make(): Promise<void> {
    await this.agent.start();
    const socket = join(this.base, "engine.sock");
    symlinkSync((process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock").replace("unix://", ""), socket);
    await this.must("docker", ["context", "create", "mine", "--docker", `host=unix://${socket}`], this.base);
    await this.must("docker", ["context", "use", "mine"], this.base);
    await this.clone(this.folder);
  }

  /** Another clone of the same commit, with the same stack's file. */
  async clone(folder: string): Promise<void> {
    mkdirSync(folder);
    await this.git(["clone", "--quiet", `file://${origin}`, "."], folder);
    for (const shared of ["node_modules", ".toolchain"]) symlinkSync(join(origin, shared), join(folder, shared));
    await this.git(["config", "user.email", "ada@example.org"], folder);
    await this.git(["config", "user.name", "Ada"], folder);
    const config = { "freehold:httpPort": await freePort(), "freehold:sshPort": await freePort() };
    writeFileSync(join(folder, `Pulumi.${this.stack}.yaml`), `config: ${JSON.stringify(config)}\n`);
  }

  /** A command of this home. */
  run(command: string, args: readonly string[], cwd = this.folder): Promise<Result> {
    const [first, words] = this.home.words(command, args, this.umask);
    return run(first, words, { cwd, env: this.env });
  }

  async must(command: string, args: readonly string[], cwd = this.folder): Promise<string> {
    const { status, output } = await this.run(command, args, cwd);
    if (status !== 0) throw new Error(`${command} ${args.join(" ")}: status ${status}\n${output}`);
    return output;
  }

  /** git in a terminal of its own: with the user's settings, without the variables that a hook or another program has exported. */
  git(args: readonly string[], cwd = this.folder): Promise<string> {
    const unset = Object.keys(this.env).flatMap((name) => (name.startsWith("GIT_") ? ["-u", name] : []));
    return this.must("env", [...unset, "git", ...args], cwd);
  }

  /** A command of the toolchain, as `npm run` calls it. */
  toolchain(command: string, cwd = this.folder): Promise<Result> {
    return this.run("node", ["cli/run.mjs", command, "--stack", this.stack], cwd);
  }

  /** An author's push of a folder's HEAD, past what this home's git would do. Gives the commit, which is the server's main then. */
  async push(folder: string): Promise<string> {
    const mine = ["-c", "push.gpgSign=false", "-c", "push.pushOption=", "-c", "push.followTags=false"];
    const ssh = ["-c", "protocol.ssh.allow=always", "-c", "ssh.variant=ssh"];
    const server = `ssh://freehold-${this.stack}/`;
    // The longest match counts: past the user's own rule for "ssh://freehold-".
    const address = ["-c", `url.${server}.pushInsteadOf=${server}`];
    const git = (...args: string[]) => this.git([...mine, ...ssh, ...address, ...args], folder);
    await git("push", "--no-verify", `${server}blog`, "HEAD:main");
    const commit = (await this.git(["rev-parse", "HEAD"], folder)).trim();
    const main = await git("ls-remote", `${server}blog`, "refs/heads/main");
    if (!main.includes(commit)) throw new Error(`the server's main is not ${commit}: ${main}`);
    return commit;
  }

  /** Has the checkout's git use this project's ssh_config, by the lines that \`up\` prints. */
  async obeyPrintedLines(): Promise<void> {
    const output = `eval "$(node cli/run.mjs env --stack ${this.stack})" && pulumi stack output push --json --stack ${this.stack}`;
    const print = "JSON.parse(require('fs').readFileSync(0)).forEach((line) => console.log(line))";
    // A shell without the locale that the user chose warns first.
    const printed = (await this.must("bash", ["-c", `${output} | node -e "${print}"`])).split("\n");
    const lines = printed.filter((line) => line.startsWith("git "));
    if (lines.length !== 2) throw new Error(printed.join("\n"));
    for (const line of lines) await this.must("bash", ["-ec", line]);
  }

  /** Takes everything away, whatever state it is in. */
  async remove(): Promise<void> {
    await this.toolchain("destroy");
    await this.agent.stop();
    const label = ["--filter", `label=freehold=${this.stack}`];
    for (const [kind, all, force] of [
      ["container", ["-a"], ["-f", "-v"]],
      ["network", [], []],
    ] as const) {
      const left = ask("docker", [kind, "ls", ...all, "-q", ...label])
        .split("\n")
        .filter(Boolean);
      if (left.length > 0) ask("docker", [kind, "rm", ...force, ...left]);
    }
    rmSync(this.base, { recursive: true, force: true });
    this.home.remove();
  }
}
