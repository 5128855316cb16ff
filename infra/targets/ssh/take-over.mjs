// Run by Pulumi once (index.ts): the machine reads the same first boot that cloud-init reads elsewhere.
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { load } from "js-yaml";
import { report, warn } from "../../release/printable.mjs";
import { runAsRoot } from "./login.mjs";
import { given, withWay, writeKeys } from "./way.mjs";

const here = join(dirname(fileURLToPath(import.meta.url)), "machine");

/** User-data as a target gets it: base64, gzip'd where that helped. */
function documentOf(userData) {
  const bytes = Buffer.from(userData, "base64");
  return load((bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString("utf8"));
}

const all = await given();
const { stack, machine, secrets } = all;
const input = JSON.stringify({ stack, document: documentOf(secrets.userData) });
const args = [readFileSync(join(here, "take_over.py"), "utf8")];

const take = async (way) => {
  const onLine = (line) => {
    report(line);
    if (!line.startsWith("marked")) return;
    // From here on the machine may close to all but the stack's keys: whoever is cut off now still gets in with them.
    mkdirSync(`.freehold/${stack}`, { recursive: true, mode: 0o700 });
    writeKeys(`.freehold/${stack}`, secrets, machine.alias);
  };
  const { status, errors } = await runAsRoot(way, readFileSync(join(here, "take-over"), "utf8"), {
    args,
    input,
    onLine,
  });
  if (status !== 0) throw new Error(`status ${status}: ${errors.trim().split("\n").slice(-5).join("\n")}`);
};

try {
  await withWay(all, take);
} catch (error) {
  warn(
    `FH-SSH-TAKE-OVER: the machine could not be made the server of stack ${stack}. Run this again; it goes on from there. ${error.message}`,
  );
  process.exitCode = 1;
}
