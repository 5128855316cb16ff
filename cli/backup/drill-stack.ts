import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { serverName } from "../../infra/names";
import { subnet } from "../../infra/targets/rehearsal/addresses";
import { UserError } from "../../infra/user-error";
import { writeWhole } from "../files";
import { drillStack, sampleStack } from "../pulumi/environment";
import { settingsFile } from "./settings";

const mark = "# Written by npm run drill, and removed by it.";

/** Throws FH-DRILL-STACK where somebody has a stack of their own of that name. */
export function requireOwnStack(): void {
  const file = settingsFile(drillStack);
  if (!existsSync(file) || readFileSync(file, "utf8").startsWith(mark)) return;
  throw new UserError(
    `FH-DRILL-STACK: ${file} is not the drill's own; a drill makes and removes the stack ${drillStack}`,
  );
}

/** A port of loopback that is free now. */
async function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}

/** The text of the drill's settings: a rehearsal with an empty passphrase, no HTTPS and no address for messages. Pure. */
export function drillSettings(sample: string, ports: { http: number; https: number; ssh: number }): string {
  const salt = /^encryptionsalt: .*$/m.exec(sample)?.[0] ?? "";
  const config = {
    "freehold:target": "rehearsal",
    "freehold:https": "off",
    "freehold:backup": "off",
    "freehold:httpPort": ports.http,
    "freehold:httpsPort": ports.https,
    "freehold:sshPort": ports.ssh,
  };
  return `${mark}\n${salt}\nconfig: ${JSON.stringify(config)}\n`;
}

/** Writes the settings of stack `drill`. Returns the port of its page. */
export async function writeDrillStack(): Promise<number> {
  const ports = { http: await freePort(), https: await freePort(), ssh: await freePort() };
  writeWhole(settingsFile(drillStack), drillSettings(readFileSync(settingsFile(sampleStack), "utf8"), ports));
  return ports.http;
}

/** Takes the network away from the rehearsed server: nothing that it begins leaves it any more; answers to this laptop do. */
export function cutOff(): void {
  const rule = ["FORWARD", "-s", subnet.server, "-m", "conntrack", "--ctstate", "NEW", "-j", "DROP"];
  execFileSync("docker", ["exec", `${serverName(drillStack)}-edge`, "iptables", "-w", "-I", ...rule], {
    stdio: "pipe",
  });
}
