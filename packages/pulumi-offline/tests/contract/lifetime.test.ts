import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";
import { eventually, executable, Plugin } from "./plugin";

const local = "command:local:Command";
const folder = mkdtempSync(join(tmpdir(), "freehold-lifetime-"));
const pidFile = join(folder, "pid");
let plugin: Plugin | undefined;

afterEach(async () => {
  await plugin?.stop();
  plugin = undefined;
  rmSync(pidFile, { force: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const alive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));

/** Starts a command whose grandchild would work for an hour; gives the grandchild's process id. */
async function startLong(running: Plugin): Promise<{ pid: number; ended: Promise<unknown> }> {
  const create = `(sleep 3600 & echo $! > ${pidFile}.new; mv ${pidFile}.new ${pidFile}; wait)`;
  const ended = running.create(local, { create }).catch((error) => error);
  await eventually("the command runs", () => existsSync(pidFile) || undefined);
  return { pid: Number(readFileSync(pidFile, "utf8")), ended };
}

it("cancel kills the shell, and the plugin waits for what it has started (ResourceProvider.Cancel; exec.CommandContext)", async () => {
  plugin = await new Plugin("command").start();
  const { pid, ended } = await startLong(plugin);
  await plugin.cancel();
  expect(await Promise.race([ended, new Promise((done) => setTimeout(() => done("waits"), 1000))])).toBe("waits");
  expect(alive(pid)).toBe(true);
  process.kill(pid);
  expect(String(await ended)).toContain("signal: killed: running");
});

it("a command that ignores SIGTERM is killed", async () => {
  plugin = await new Plugin("command").start();
  const create = `trap '' TERM; echo $$ > ${pidFile}; while :; do sleep 1; done`;
  const ended = plugin.create(local, { create }).catch((error) => error);
  await eventually("the command runs", () => existsSync(pidFile) || undefined);
  await plugin.cancel();
  expect(String(await ended)).toContain("signal: killed: running");
});

it("customTimeouts end the command, and only that one (pulumi-go-provider, middleware/cancel)", async () => {
  plugin = await new Plugin("command").start();
  const failed = plugin
    .create(local, { create: "exec sleep 3600" }, false, 1)
    .then(String, (error: Error) => error.message);
  expect(await failed).toBe('not done within 1 s (customTimeouts): signal: killed: running "exec sleep 3600":\n');
  expect((await plugin.create(local, { create: "echo on" }, false, 30)).outputs["stdout"]).toBe("on");
});

it.each(["SIGINT", "SIGTERM"] as const)("%s to the plugin ends it; its commands go on", async (signal) => {
  plugin = await new Plugin("command").start();
  const { pid } = await startLong(plugin);
  const exit = new Promise((done) => plugin?.process.once("exit", done));
  plugin.process.kill(signal);
  await exit;
  expect(alive(pid)).toBe(true);
  process.kill(pid);
});

it("when the engine is killed the plugin leaves (rpcutil.Healthcheck does it for Go plugins)", async () => {
  const [file, ...args] = (await executable("command", folder)) as [string, ...string[]];
  const script = `
    const child = require("node:child_process").spawn(${JSON.stringify(file)}, [...${JSON.stringify(args)}, "127.0.0.1:1"]);
    child.stdout.once("data", (port) => process.stdout.write(child.pid + " " + port));
    setInterval(() => {}, 1000);`;
  writeFileSync(join(folder, "parent.cjs"), script);
  const parent = spawn(process.execPath, [join(folder, "parent.cjs")]);
  const [pid, port] = await new Promise<[number, number]>((resolve) =>
    parent.stdout.once("data", (data) => resolve(String(data).trim().split(" ").map(Number) as [number, number])),
  );
  expect([alive(pid), port > 0]).toEqual([true, true]);
  parent.kill("SIGKILL");
  await eventually("the plugin ends", () => !alive(pid) || undefined, 5);
});

it("prints its port soon: start-up is part of every run", async () => {
  const times: number[] = [];
  for (const name of ["command", "docker"] as const) {
    const [file, ...args] = (await executable(name, folder)) as [string, ...string[]];
    for (let i = 0; i < 3; i++) {
      const began = performance.now();
      const child = spawn(file, args);
      await new Promise((done) => child.stdout.once("data", done));
      times.push(performance.now() - began);
      child.kill("SIGKILL");
    }
  }
  // 150 to 200 ms on an idle two-core machine; the bound leaves room for a busy one.
  expect(Math.min(...times)).toBeLessThan(1000);
});
