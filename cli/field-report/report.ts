import type { RunSummary } from "./events";
import { scrub } from "./scrub";

/** What a report is made of, before it is scrubbed. */
export interface ReportParts {
  /** Name and version of each part that matters. */
  readonly versions: Readonly<Record<string, string>>;
  /** Lines of `npm run doctor` about the account. */
  readonly account: readonly { readonly part: string; readonly text: string }[];
  readonly run: RunSummary;
  /** What is somebody's own and must not be in it. */
  readonly names: readonly string[];
}

const table = (entries: Readonly<Record<string, number>>) =>
  Object.entries(entries)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, times]) => `  ${times} x ${what}`);

const pad = (text: unknown, width: number) => String(text).padEnd(width);

/** The report as text, scrubbed as a whole: what no pattern knows is not in any of the fields. Pure. */
export function fieldReport({ versions, account, run, names }: ReportParts): string {
  const lines = [
    "Freehold field report, format 1. No OCIDs, addresses, keys or names should be in it: look before you send it.",
    "",
    "versions:",
    ...Object.entries(versions).map(([name, version]) => `  ${pad(name, 10)} ${version}`),
    "",
    "account, as npm run doctor sees it:",
    ...account.map(({ part, text }) => `  ${pad(part, 16)} ${text}`),
    "",
    `run: up, ${run.result}, ${run.seconds} s`,
    `  ${pad("at s", 6)} ${pad("took s", 7)} ${pad("end", 7)} operation`,
    ...run.operations.map(
      ({ at, took, end, op, type }) => `  ${pad(at, 6)} ${pad(took, 7)} ${pad(end, 7)} ${op} ${type}`,
    ),
    "",
    `pauses while waiting for capacity: ${run.waits}`,
    "",
    "data sources asked:",
    ...table(run.questions),
    "",
    "errors that Oracle answered:",
    ...(Object.keys(run.errors).length > 0 ? table(run.errors) : ["  none"]),
    "",
  ];
  return scrub(lines.join("\n"), names);
}
