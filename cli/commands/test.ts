import { UserError } from "../../infra/user-error";
import type { Arguments } from "../arguments";
import { browser, browserEnvironment, browserNames, commandsFor } from "../machine/commands-needed";
import { engineVersion } from "../machine/docker-engine";
import { pulumiEnvironment } from "../pulumi/environment";
import { readFound } from "../pulumi/found";
import { summary } from "../pulumi/plugins";
import { setUp } from "../setup";
import { runStep, say } from "../step";
import { announceRun, leftovers, lookForThings, otherRuns } from "../testing/leftovers";
import { none, sum, summaryLine, type Tally } from "../testing/test-results";
import { rehearseSuite, type Suite, suites } from "../testing/test-suites";

export interface TestOptions {
  readonly only: readonly string[];
  /** Passed on to vitest: parts of file names. */
  readonly filters: readonly string[];
}

/** Reads `--only unit,app` (or several `--only`) and file filters. Pure. */
export function testOptions(rest: readonly string[], known: readonly string[]): TestOptions {
  const only: string[] = [];
  const filters: string[] = [];
  for (let i = 0; i < rest.length; i++) {
    const argument = rest[i] as string;
    if (argument === "--only") only.push(...(rest[++i] ?? "").split(","));
    else if (argument.startsWith("--only=")) only.push(...argument.slice("--only=".length).split(","));
    else filters.push(argument);
  }
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length === 0) return { only, filters };
  throw new UserError(`--only wants names out of: ${known.join(", ")}; given: "${unknown.join('", "')}".`);
}

/**
 * Sets up what the suites need, and no more. Without an engine what can run runs: who only changes a text must not need Docker.
 * @returns whether suites that need the engine can run
 */
async function setUpFor(chosen: readonly Suite[], stack: string): Promise<boolean> {
  const needs = new Set(chosen.map((suite) => suite.needs));
  if (needs.has("commands") || needs.has("pulumi") || needs.has("docker")) await runStep(commandsFor("test"));
  const whole = needs.has("pulumi") || needs.has("docker");
  // Not for `npm run test:fast` on somebody's machine, which skips them; in CI nothing is skipped.
  if (whole || (process.env["CI"] && needs.has("commands")))
    for (const name of browserNames) await runStep(browser(name));
  if (!whole) return false;
  try {
    await setUp(stack);
    say(`tests use: ${summary(readFound())}`);
  } catch (error) {
    if (!(error instanceof UserError) || process.env["CI"] || (await engineVersion()) !== undefined) throw error;
    say(`${error.message}\ntests that need the engine are skipped`);
    return false;
  }
  return true;
}

async function runSuite(
  suite: Suite,
  env: NodeJS.ProcessEnv,
  filters: readonly string[],
  hasDocker: boolean,
): Promise<Tally> {
  if (suite.needs === "docker" && !hasDocker) {
    say(`tests: ${suite.name}: skipped, no Docker engine`);
    return { ...none, skipped: 1 };
  }
  say(`tests: ${suite.name} ...`);
  const start = Date.now();
  const { failures, ...tally } = await suite.run(env, filters);
  say(`tests: ${suite.name} ... ${summaryLine(tally)} in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  const named = failures.length === 0 && tally.failed > 0 ? ["see its own output above"] : failures;
  return { ...tally, failures: named.map((failure) => `${suite.name}: ${failure}`) };
}

/** `npm test [-- --only unit,app] [-- file]`: all suites, also after one has failed; the last line is the sum. */
export async function test({ stack, rest }: Arguments): Promise<number> {
  const { only, filters } = testOptions(
    rest,
    suites.map(({ name }) => name),
  );
  const chosen = suites.filter(({ name }) => only.length === 0 || only.includes(name));
  return runAll(chosen, filters, await setUpFor(chosen, stack));
}

/** `npm run rehearse`: the rehearsals that take longer than a test should. */
export async function rehearse({ stack, rest }: Arguments): Promise<number> {
  await setUp(stack);
  return runAll([rehearseSuite], rest, true);
}

/**
 * Runs tests and fails them for every container, network, volume, image and temporary file that was not there before. Where another
 * run of this project's tests is under way nobody can say whose it is: then it is left at a word.
 */
async function leavingNothing(hasDocker: boolean, work: () => Promise<Tally>): Promise<Tally> {
  const ended = announceRun();
  try {
    const others = otherRuns();
    const before = await lookForThings(hasDocker);
    const tally = await work();
    const left = leftovers(before, await lookForThings(hasDocker));
    if (left.length === 0) return tally;
    if (others.length + otherRuns().length > 0) {
      say(`tests: left behind by this run or another one at the same time:\n  ${left.join("\n  ")}`);
      return tally;
    }
    const failures = left.map((thing) => `leftovers: FH-TESTS-LEFT: ${thing} was not there before the tests`);
    return sum([tally, { ...none, failed: 1, failures }]);
  } finally {
    ended();
  }
}

async function runAll(chosen: readonly Suite[], filters: readonly string[], hasDocker: boolean): Promise<number> {
  const env = { ...pulumiEnvironment(), ...(await browserEnvironment()) };
  const tallies: Tally[] = [];
  const total = await leavingNothing(hasDocker, async () => {
    for (const suite of chosen) tallies.push(await runSuite(suite, env, filters, hasDocker));
    return sum(tallies);
  });
  for (const failure of total.failures) process.stdout.write(`FAILED ${failure}\n\n`);
  process.stdout.write(`${summaryLine(total)}\n`);
  return total.failed > 0 ? 1 : 0;
}
