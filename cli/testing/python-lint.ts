import { basename, delimiter, dirname, join } from "node:path";
import { handOver } from "../hand-over";
import { root, toolDir } from "../paths";
import { below, sourcesOf } from "./sources";
import { ensureTestPython } from "./test-python";

/** Python files that import each other by these paths, and are therefore type-checked together. */
interface Target {
  readonly name: string;
  readonly folders: readonly string[];
  /** Where the programs find their modules (PYTHONPATH). Default: beside themselves. */
  readonly imports?: readonly string[];
  /** Options of mypy beyond those in pyproject.toml. */
  readonly options: readonly string[];
}

const typed = ["--enable-error-code=possibly-undefined"];

/** What the server's scripts, which have no annotations yet, cannot pass. Each line that goes is a gain. */
const untyped = [
  "--allow-untyped-defs",
  "--allow-untyped-calls",
  "--allow-incomplete-defs",
  "--implicit-reexport",
  "--no-warn-unreachable",
  ...["attr-defined", "call-arg", "index", "misc", "type-arg", "union-attr", "var-annotated"].map(
    (code) => `--disable-error-code=${code}`,
  ),
];

export const targets: readonly Target[] = [
  {
    name: "app",
    folders: [
      "app/blog",
      "app/content",
      "app/rendering",
      "app/writing",
      "app/server",
      "cli/importing",
      "tests/app",
      "cli/fonts",
    ],
    imports: ["app", "app/server", "cli", "tests/app"],
    options: typed,
  },
  {
    name: "conda",
    folders: ["app/conda", "cli/conda", "tests/conda", "tests/support/conda", "bench"],
    imports: ["app/conda", "cli/conda", "tests/conda", "tests/support/conda"],
    options: typed,
  },
  {
    name: "server",
    folders: ["cloud-init", "infra", "server", "tests/server", "tests/support/receiver", "tests/support/release"],
    // As on the server: packages that two carriers bring to one folder.
    imports: [
      ...["server", "cloud-init/files/usr/local/lib/freehold", "infra/targets/ssh/machine"],
      ...["tests/server", "tests/support/release"],
    ],
    // The oldest Python that a server may have is Ubuntu 22.04's.
    options: [...typed, "--explicit-package-bases", "--python-version=3.10"],
  },
  { name: "ssh", folders: ["tests/support/ssh"], options: untyped },
];

/** Runs the commands in turn, also after one has failed. Returns the first status that is not 0. */
async function inTurn(commands: readonly (() => Promise<number>)[]): Promise<number> {
  let status = 0;
  for (const command of commands) status = (await command()) || status;
  return status;
}

async function filesByTarget(): Promise<(readonly [Target, string[]])[]> {
  const files = await sourcesOf("python");
  // Whoever has an app of their own in place of the blog checks it in their own way.
  return targets
    .map((target) => [target, below(files, target.folders)] as const)
    .filter(([, found]) => found.length > 0);
}

/** The suite `python-lint`: ruff's rules and format, then mypy (pyproject.toml). Returns a status. */
export async function checkPython(env: NodeJS.ProcessEnv): Promise<number> {
  const tool = toolsOf(await ensureTestPython());
  const found = await filesByTarget();
  const all = found.flatMap(([, files]) => files);
  return inTurn([
    () => handOver(tool("ruff"), ["check", "--quiet", "--no-cache", ...all], env),
    () => handOver(tool("ruff"), ["format", "--quiet", "--no-cache", "--diff", ...all], env),
    ...found.map(([{ name, imports, options }, files]) => () => {
      const folders = imports ?? [...new Set(files.map((file) => dirname(file)))];
      const MYPYPATH = folders.map((folder) => join(root, folder)).join(delimiter);
      // A starter of its package's name: mypy would take the two for one module.
      const checked = files.filter((file) => file.endsWith(".py") || basename(file) !== basename(dirname(file)));
      const args = ["--no-error-summary", "--scripts-are-modules", `--cache-dir=${join(toolDir, "mypy", name)}`];
      return handOver(tool("mypy"), [...args, ...options, ...checked], { ...env, MYPYPATH });
    }),
  ]);
}

/** Repairs what ruff can repair, and formats. Returns a status. */
export async function formatPython(): Promise<number> {
  const tool = toolsOf(await ensureTestPython());
  const all = (await filesByTarget()).flatMap(([, files]) => files);
  return inTurn([
    () => handOver(tool("ruff"), ["check", "--quiet", "--no-cache", "--fix", "--exit-zero", ...all]),
    () => handOver(tool("ruff"), ["format", "--quiet", "--no-cache", ...all]),
  ]);
}

const toolsOf = (python: string) => (name: string) => join(dirname(python), name);
