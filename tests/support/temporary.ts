import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives a test run a folder for temporary files that goes with it: vitest ends its workers before they could clean up. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "freehold-test-run-"));
  process.env["TMPDIR"] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
