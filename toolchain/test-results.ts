/** How many tests ended how. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const none: Tally = { passed: 0, failed: 0, skipped: 0 };

export const sum = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (a, b) => ({
      passed: a.passed + b.passed,
      failed: a.failed + b.failed,
      skipped: a.skipped + b.skipped,
    }),
    none,
  );

/** What vitest's JSON reporter writes, as far as it is read. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests?: number;
}

/** A run that failed without a failed test (a file that does not load, a report that is missing) counts as one failure. */
const atLeastOneFailure = (tally: Tally, status: number): Tally =>
  status !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;

export function tallyOfVitest(report: VitestReport | undefined, status: number): Tally {
  if (!report) return atLeastOneFailure(none, status);
  const skipped = report.numPendingTests + (report.numTodoTests ?? 0);
  return atLeastOneFailure({ passed: report.numPassedTests, failed: report.numFailedTests, skipped }, status);
}

/** Reads pytest's JUnit file: the attributes of its `<testsuite>` elements. */
export function tallyOfJunit(xml: string | undefined, status: number): Tally {
  const suites = [...(xml ?? "").matchAll(/<testsuite\s[^>]*>/g)].map(([element]) => {
    const count = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(element)?.[1] ?? 0);
    const failed = count("failures") + count("errors");
    return { passed: count("tests") - failed - count("skipped"), failed, skipped: count("skipped") };
  });
  return atLeastOneFailure(sum(suites), status);
}

/** The last line of `npm test`. */
export const summaryLine = ({ passed, failed, skipped }: Tally) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
