import { describe, expect, it } from "vitest";
import { none, sum, summaryLine, tallyOfJunit, tallyOfVitest } from "../../../cli/testing/test-results";

const report = {
  numPassedTests: 7,
  numFailedTests: 2,
  numPendingTests: 1,
  numTodoTests: 3,
  testResults: [
    {
      name: "a.test.ts",
      status: "failed",
      message: "",
      assertionResults: [
        { fullName: "a works", status: "passed" },
        {
          fullName: "a fails",
          status: "failed",
          failureMessages: ["\u001b[31mexpected 1 to be 2\u001b[39m\n    at a.test.ts:3:4"],
        },
      ],
    },
    { name: "b.test.ts", status: "failed", message: "no such module", assertionResults: [] },
    { name: "c.test.ts", status: "passed", message: "", assertionResults: [] },
  ],
};
const failures = ["a.test.ts > a fails\n    expected 1 to be 2", "b.test.ts\n    no such module"];

describe("the sum of all tests", () => {
  it("adds up", () => {
    expect(sum([])).toEqual(none);
    expect(
      sum([
        { passed: 1, failed: 2, skipped: 3, failures: ["a"] },
        { passed: 10, failed: 20, skipped: 30, failures: ["b"] },
      ]),
    ).toEqual({ passed: 11, failed: 22, skipped: 33, failures: ["a", "b"] });
  });

  it("is one line, with skipped tests only where there are any", () => {
    expect(summaryLine({ passed: 412, failed: 0, skipped: 0 })).toBe("412 passed, 0 failed");
    expect(summaryLine({ passed: 1, failed: 2, skipped: 3 })).toBe("1 passed, 2 failed, 3 skipped");
  });

  it("reads vitest's report; todo counts as skipped; what failed is named, with why", () => {
    expect(tallyOfVitest(report, 1)).toEqual({ passed: 7, failed: 2, skipped: 4, failures });
  });

  it("counts one failure where a run failed without a failed test, or left no report", () => {
    expect(tallyOfVitest({ ...report, numFailedTests: 0 }, 1)).toEqual({ passed: 7, failed: 1, skipped: 4, failures });
    expect(tallyOfVitest(undefined, 1)).toEqual({ passed: 0, failed: 1, skipped: 0, failures: [] });
    expect(tallyOfVitest(undefined, 0)).toEqual(none);
    expect(tallyOfJunit(undefined, 2)).toEqual({ passed: 0, failed: 1, skipped: 0, failures: [] });
  });

  it("reads pytest's JUnit file", () => {
    const xml =
      '<?xml version="1.0"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="16" time="0.4"><testcase/></testsuite></testsuites>';
    expect(tallyOfJunit(xml, 1)).toEqual({ passed: 10, failed: 3, skipped: 3, failures: [] });
  });
});
