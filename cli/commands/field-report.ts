import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serverName } from "../../infra/names";
import { UserError } from "../../infra/user-error";
import type { Arguments } from "../arguments";
import { execute } from "../execute";
import { summarize } from "../field-report/events";
import { fieldReport } from "../field-report/report";
import { root } from "../paths";
import { placeOf } from "../pulumi/environment";
import { readFound } from "../pulumi/found";
import { pluginVersion } from "../pulumi/plugins";
import { outputOf, targetOf } from "../pulumi/stack";
import { say } from "../step";
import { up } from "./pulumi";

/**
 * `npm run field-report`: `up` of a stack at Oracle, and one scrubbed file about it with which the fake cloud can be compared: operations,
 * times, errors, limits, versions. Nothing is sent anywhere.
 * @returns the status of `up`; the file is written in any case
 */
export async function fieldReportOf({ stack, rest }: Arguments): Promise<number> {
  if (targetOf(stack) !== "oracle")
    throw new UserError(
      `FH-REPORT-TARGET: stack ${stack} is not at Oracle; a report is about a run there. Name one: --stack NAME`,
    );
  const folder = mkdtempSync(join(tmpdir(), "freehold-report-"));
  try {
    const log = join(folder, "events");
    const before = process.hrtime.bigint();
    const status = await up({ command: "up", stack, rest: [...rest, "--event-log", log] }, {}, debug).catch(told);
    const text = await reportOn(stack, readIfThere(log));
    const file = join(root, `field-report-${new Date().toISOString().slice(0, 10)}.txt`);
    writeFileSync(file, text);
    const minutes = Number((process.hrtime.bigint() - before) / 60_000_000_000n);
    say(`field report: ${file} (${minutes} min). Read it, then attach it to an issue "Field report"`);
    return status;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lines of the doctor that have no name of anybody's machines, disks or domains. */
const compared = [
  "account",
  "home region",
  "limits",
  "shape offered",
  "public address",
  "load balancers",
  "capacity now",
];

/** Pulumi hides the option `--event-log` without this. */
const debug = { PULUMI_DEBUG_COMMANDS: "true" };

/** A run that ended with a plain message is reported, too. */
function told(error: unknown): number {
  if (!(error instanceof UserError)) throw error;
  say(error.message);
  return 1;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

async function reportOn(stack: string, log: string): Promise<string> {
  // Loaded only here: no other finding needs Oracle's SDK.
  const { checkUp } = await import("../../infra/targets/oracle/checkup");
  const account = await checkUp(placeOf(stack));
  const { cli, plugins } = readFound();
  const { stdout: commit } = await execute("git", ["rev-parse", "HEAD"], { cwd: root });
  const versions = {
    freehold: commit.trim(),
    node: process.version,
    pulumi: `${cli?.version} (${cli?.origin})`,
    oci: `${pluginVersion("oci")} (${plugins?.["oci"]})`,
    system: `${process.platform} ${process.arch}`,
  };
  const hosts = ["url", "address", "sshHost"].map((name) =>
    String(outputOf(stack, name) ?? "").replace(/^https?:\/\//, ""),
  );
  return fieldReport({
    versions,
    account: account
      .filter(({ part }) => compared.includes(part))
      .map(({ part, found, problem }) => ({ part, text: found ?? `PROBLEM: ${problem}` })),
    run: summarize(log),
    names: [stack, serverName(stack), ...hosts],
  });
}
