import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { must } from "../execute";
import { readJson } from "../files";
import { handOver } from "../hand-over";
import { root } from "../paths";
import { ensureTestPython } from "./test-python";
import { none, type Tally, tallyOfJunit, tallyOfVitest, type VitestReport } from "./test-results";

export interface Suite {
  readonly name: string;
  /** Whether it can do nothing without a Docker engine. */
  readonly needsDocker?: boolean;
  readonly run: (env: NodeJS.ProcessEnv, filters: readonly string[]) => Promise<Tally>;
}

const tool = (name: string) => join(root, "node_modules", ".bin", name);

/** A check has no tests to count: it only adds a failure. */
const check = (status: number): Tally => (status === 0 ? none : { ...none, failed: 1 });

async function withTemporary<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "freehold-test-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const vitest = (project: string, needsDocker = false): Suite => ({
  name: project,
  needsDocker,
  run: (env, filters) =>
    withTemporary(async (folder) => {
      const report = join(folder, "report.json");
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
      const status = await handOver(
        tool("vitest"),
        ["run", "--project", project, "--passWithNoTests", ...reporters, ...filters],
        env,
      );
      return tallyOfVitest(readJson<VitestReport>(report), status);
    }),
});

/** Tracked files that say in their first line that bash or sh runs them. */
async function shellScripts(): Promise<string[]> {
  const files = (await must("git", ["ls-files", "-z"], { cwd: root })).split("\0").filter(Boolean);
  return files.filter((file) => {
    const path = join(root, file);
    return (
      existsSync(path) && /^#!.*\b(ba|da)?sh\b/.test(readFileSync(path, "latin1").slice(0, 80).split("\n")[0] ?? "")
    );
  });
}

async function runShellcheck(env: NodeJS.ProcessEnv): Promise<Tally> {
  const scripts = await shellScripts();
  // Scripts that source each other by a variable's path: their folders are where to look.
  const folders = [...new Set(scripts.map((script) => dirname(script)))];
  const args = ["--external-sources", ...folders.map((folder) => `--source-path=${folder}`), ...scripts];
  return scripts.length === 0 ? none : check(await handOver("shellcheck", args, env));
}

/** `tests/NAME`, each in a process of its own: a folder's conftest.py is a module of that name. */
const pytest = (name: string): Suite => ({ name, run: (env) => runPytest(`tests/${name}`, env) });

async function runPytest(folder: string, env: NodeJS.ProcessEnv): Promise<Tally> {
  if (!existsSync(join(root, folder))) return none;
  const python = await ensureTestPython();
  return withTemporary(async (temporary) => {
    const report = join(temporary, "report.xml");
    const status = await handOver(python, ["-m", "pytest", "-q", `--junitxml=${report}`, folder], {
      ...env,
      PYTHONPATH: join(root, "app"),
      PYTHONDONTWRITEBYTECODE: "1",
    });
    return tallyOfJunit(existsSync(report) ? readFileSync(report, "utf8") : undefined, status);
  });
}

/** All of `npm test`, cheapest first: a slip is told in seconds, not after the rehearsal. */
export const suites: readonly Suite[] = [
  { name: "lint", run: async (env) => check(await handOver(tool("biome"), ["check", "."], env)) },
  { name: "types", run: async (env) => check(await handOver(tool("tsc"), ["-p", "tsconfig.check.json"], env)) },
  { name: "shellcheck", run: runShellcheck },
  vitest("unit"),
  vitest("program"),
  pytest("app"),
  pytest("conda"),
  vitest("contract", true),
  vitest("conda-image", true),
  vitest("nginx", true),
  vitest("engine"),
  vitest("operator", true),
  vitest("rehearsal", true),
];

/** Those beyond `npm test` that take longer. */
export const rehearseSuite = vitest("rehearse", true);
