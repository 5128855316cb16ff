import { stripVTControlCharacters } from "node:util";

/** How many tests ended how. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed, a line or a few each. A log of half an hour is read from its end. */
  readonly failures: readonly string[];
}

export const none: Tally = { passed: 0, failed: 0, skipped: 0, failures: [] };

export const sum = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (a, b) => ({
      passed: a.passed + b.passed,
      failed: a.failed + b.failed,
      skipped: a.skipped + b.skipped,
      failures: [...a.failures, ...b.failures],
    }),
    none,
  );

/** What vitest's JSON reporter writes, as far as it is read. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests?: number;
  readonly testResults: readonly VitestFile[];
}

interface VitestFile {
  readonly name: string;
  readonly status: string;
  /** Why the file did not load. */
  readonly message: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages?: readonly string[];
  }[];
}

/** What one failure has said, without the stack below it; colours are for terminals. */
const reason = (message: string) =>
  stripVTControlCharacters(message)
    .split(/\n\s+at /)[0]
    ?.trim()
    .split("\n")
    .slice(0, 20)
    .map((line) => `    ${line}`)
    .join("\n");

function failuresOfVitest({ name, message, status, assertionResults }: VitestFile): string[] {
  const failed = assertionResults.filter((test) => test.status === "failed");
  if (failed.length === 0) return status === "failed" ? [`${name}\n${reason(message)}`] : [];
  return failed.map((test) => `${name} > ${test.fullName}\n${reason(test.failureMessages?.[0] ?? "")}`);
}

/** A run that failed without a failed test (a file that does not load, a report that is missing) counts as one failure. */
const atLeastOneFailure = (tally: Tally, status: number): Tally =>
  status !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;

export function tallyOfVitest(report: VitestReport | undefined, status: number): Tally {
  if (!report) return atLeastOneFailure(none, status);
  const skipped = report.numPendingTests + (report.numTodoTests ?? 0);
  const failures = report.testResults.flatMap(failuresOfVitest);
  return atLeastOneFailure({ passed: report.numPassedTests, failed: report.numFailedTests, skipped, failures }, status);
}

/** Reads pytest's JUnit file: the attributes of its `<testsuite>` elements. */
export function tallyOfJunit(xml: string | undefined, status: number): Tally {
  const suites = [...(xml ?? "").matchAll(/<testsuite\s[^>]*>/g)].map(([element]) => {
    const count = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(element)?.[1] ?? 0);
    const failed = count("failures") + count("errors");
    return { passed: count("tests") - failed - count("skipped"), failed, skipped: count("skipped"), failures: [] };
  });
  return atLeastOneFailure(sum(suites), status);
}

/** The last line of `npm test`. */
export const summaryLine = ({ passed, failed, skipped }: Omit<Tally, "failures">) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
