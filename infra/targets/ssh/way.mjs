import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { operatorWay, ownWay, runAsRoot } from "./login.mjs";

const readAll = async (stream) => {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
};

/** What a script of this target is given: the environment says where, stdin has the secrets (index.ts). */
export async function given() {
  const { STACK, ALIAS, LOGIN, HOST, PORT, HOST_KEY, FREEHOLD_MACHINE_GONE } = process.env;
  const secrets = JSON.parse(await readAll(process.stdin));
  const machine = { user: LOGIN, host: HOST, port: Number(PORT), alias: ALIAS };
  return { stack: STACK, hostKey: HOST_KEY, gone: FREEHOLD_MACHINE_GONE === "1", machine, secrets };
}

/** Writes the operator's key and the stack's host key into a folder, as infra/access/write does. */
export function writeKeys(folder, { operator, hostKey }, alias) {
  const [type, key] = hostKey.split(" ");
  writeFileSync(join(folder, "operator"), operator, { mode: 0o600 });
  writeFileSync(join(folder, "known_hosts"), `${alias} ${type} ${key}\n`, { mode: 0o600 });
}

/**
 * Runs `work` with the way that gets in now: the stack's operator where the machine is taken over, else the person's own. A take-over or a
 * give-back that was cut off may have left either, and either host key.
 * @param {(way: string[]) => Promise<unknown>} work
 * @throws where neither gets in, with ssh's words of the second
 */
export async function withWay({ stack, hostKey, machine, secrets }, work) {
  const folder = mkdtempSync(join(tmpdir(), `freehold-${stack}-`));
  try {
    writeKeys(folder, secrets, machine.alias);
    const both = join(folder, "either");
    writeFileSync(both, [hostKey, secrets.hostKey].map((key) => `${machine.alias} ${key}\n`).join(""));
    const ways = [operatorWay(folder, machine), ownWay(both, machine)];
    let errors = "";
    for (const way of ways) {
      const tried = await runAsRoot(way, "true");
      if (tried.status === 0) return await work(way);
      errors = tried.errors.trim().split("\n").at(-1) ?? "";
    }
    throw new Error(`${machine.user}@${machine.host}:${machine.port} does not let this laptop in: ${errors}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
