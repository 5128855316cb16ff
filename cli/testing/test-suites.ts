import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { readJson } from "../files";
import { handOver } from "../hand-over";
import { root } from "../paths";
import { checkPython } from "./python-lint";
import { checkShell, checkShellFormat } from "./shell-lint";
import { ensureTestPython } from "./test-python";
import { none, type Tally, tallyOfJunit, tallyOfVitest, type VitestReport } from "./test-results";

export type Needs = "nothing" | "commands" | "pulumi" | "docker";

export interface Suite {
  readonly name: string;
  /** What must be set up beyond `npm ci`: nothing, a few commands, Pulumi, or Pulumi and a Docker engine. */
  readonly needs: Needs;
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

const vitest = (project: string, needs: Needs): Suite => ({
  name: project,
  needs,
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

/** `tests/NAME`, each in a process of its own: a folder's conftest.py is a module of that name. */
const pytest = (name: string, imports: readonly string[]): Suite => ({
  name,
  needs: "commands",
  run: (env) => runPytest(`tests/${name}`, imports, env),
});

async function runPytest(folder: string, imports: readonly string[], env: NodeJS.ProcessEnv): Promise<Tally> {
  if (!existsSync(join(root, folder))) return none;
  const python = await ensureTestPython();
  return withTemporary(async (temporary) => {
    const report = join(temporary, "report.xml");
    const status = await handOver(python, ["-m", "pytest", "-q", `--junitxml=${report}`, folder], {
      ...env,
      PYTHONPATH: imports.map((path) => join(root, path)).join(delimiter),
      PYTHONDONTWRITEBYTECODE: "1",
    });
    return tallyOfJunit(existsSync(report) ? readFileSync(report, "utf8") : undefined, status);
  });
}

/** All of `npm test`, cheapest first: a slip is told in seconds, not after the rehearsal. */
export const suites: readonly Suite[] = [
  { name: "lint", needs: "nothing", run: async (env) => check(await handOver(tool("biome"), ["check", "."], env)) },
  {
    name: "types",
    needs: "nothing",
    run: async (env) => check(await handOver(tool("tsc"), ["-p", "tsconfig.check.json"], env)),
  },
  { name: "python-lint", needs: "commands", run: async (env) => check(await checkPython(env)) },
  { name: "shellcheck", needs: "commands", run: async (env) => check(await checkShell(env)) },
  { name: "shfmt", needs: "commands", run: async () => check(await checkShellFormat()) },
  vitest("unit", "nothing"),
  vitest("program", "nothing"),
  pytest("app", ["app"]),
  pytest("conda", ["app"]),
  // As on the server: packages that two carriers bring to one folder.
  pytest("server", ["server", "cloud-init/files/usr/local/lib/freehold", "infra/targets/ssh/machine"]),
  vitest("contract", "docker"),
  vitest("conda-image", "docker"),
  vitest("nginx", "docker"),
  vitest("engine", "pulumi"),
  vitest("operator", "docker"),
  vitest("rehearsal", "docker"),
];

/** Those beyond `npm test` that take longer. */
export const rehearseSuite = vitest("rehearse", "docker");
