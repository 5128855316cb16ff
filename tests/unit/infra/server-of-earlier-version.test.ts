import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fitsOrEnds } from "../../../infra/setup";
import { run } from "../../support/rehearsal/run";

/** The command that `up` runs on the server before `apply`, over a folder in the place of the server's. */
let library: string;
beforeEach(() => {
  library = mkdtempSync(join(tmpdir(), "freehold-library-"));
});
afterEach(() => rmSync(library, { recursive: true }));

const look = () =>
  run("sh", ["-c", `${fitsOrEnds("blog").replaceAll("/usr/local/lib/freehold", library)}; echo went on`]);

test("a server of today, and one whose first boot brought nothing yet, are no matter of it", async () => {
  expect(await look()).toEqual({ status: 0, output: "went on\n" });
  writeFileSync(join(library, "apply"), "");
  mkdirSync(join(library, "shared"));
  writeFileSync(join(library, "shared/bundle.py"), "");
  expect(await look()).toEqual({ status: 0, output: "went on\n" });
});

test("an earlier server is told of, with the command that makes it anew, and nothing runs there", async () => {
  writeFileSync(join(library, "apply"), "");
  const { status, output } = await look();
  expect(status).toBe(1);
  expect(output).toMatch(/^FH-SERVER-OLD: .* npm run rebuild -- --stack blog\n$/);
});
