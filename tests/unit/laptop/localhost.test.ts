import { createServer } from "node:net";
import { expect, it } from "vitest";
import { makePlan } from "../../../infra/plan";
import { readSettings } from "../../../infra/settings/read";
import { localProblem } from "../../../infra/targets/rehearsal/preflight";

const listen = (host: string) =>
  new Promise<{ port: number; close: () => void } | undefined>((done) => {
    const server = createServer();
    server.once("error", () => done(undefined));
    server.listen(0, host, () =>
      done({ port: (server.address() as { port: number }).port, close: () => server.close() }),
    );
  });

const other = await listen("::1");

function planAt(port: number, more: Record<string, string> = {}) {
  const reading = readSettings({ httpPort: String(port), ...more });
  if ("problems" in reading) throw new Error(reading.problems.join("\n"));
  return makePlan("dev", reading.settings);
}

it.runIf(other !== undefined)(
  "a program on ::1 alone, as Vite since Node 17, is told: browsers would show it",
  async () => {
    const port = other?.port ?? 0;
    expect(await localProblem(planAt(port))).toMatch(/^FH-PORT-LOCALHOST: port \d+ of ::1 is in use/);
    expect(await localProblem(planAt(port, { bindAddress: "127.0.0.2" }))).toBeUndefined();
    other?.close();
    expect(await localProblem(planAt(port))).toBeUndefined();
  },
);
