import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Props, Secret, unknown } from "../../standins/provider/values";
import { eventually, Plugin } from "./plugin";

// Sources: repository pulumi/pulumi-command (provider/pkg/provider/…), pulumi/pulumi-go-provider (infer/resource.go).
const local = "command:local:Command";
const plugin = new Plugin("command");
const folder = mkdtempSync(join(tmpdir(), "freehold-local-"));

beforeAll(() => plugin.start());
afterAll(async () => {
  await plugin.stop();
  rmSync(folder, { recursive: true, force: true });
});

const stdout = async (inputs: Props) => (await plugin.create(local, inputs)).outputs["stdout"];

describe("create (local/commandOutputs.go, run)", () => {
  it.each([
    ["one trailing newline is cut", { create: "printf 'a\\n\\n'" }, "a\n"],
    ["environment reaches the command", { create: "echo $X", environment: { X: "1 2" } }, "1 2"],
    ["the plugin's own environment too", { create: "echo $HOME" }, process.env["HOME"]],
    ["stdin reaches the command", { create: "cat", stdin: "in\n" }, "in"],
    ["without stdin it is empty", { create: "cat; echo end" }, "end"],
    ["dir is the working directory", { create: "pwd", dir: "/usr" }, "/usr"],
    ["interpreter gets the command last", { create: "x y", interpreter: ["/bin/echo", "-n", "a"] }, "a x y"],
    ["without create nothing runs", { update: "echo u" }, ""],
    ["nothing of an earlier run at first", { create: "echo [$PULUMI_COMMAND_STDOUT]" }, "[]"],
  ])("%s", async (_what, inputs, expected) => {
    expect(await stdout(inputs)).toBe(expected);
  });

  it("long output arrives whole, letters of several bytes too", async () => {
    const out = await stdout({ create: "i=0; while [ $i -lt 2000 ]; do printf '%0500dé' $i; i=$((i+1)); done" });
    expect([(out as string).length, (out as string).endsWith("1999é")]).toEqual([2000 * 501, true]);
  });

  it("stderr is an output of its own", async () => {
    const { outputs } = await plugin.create(local, { create: "echo o; echo e >&2" });
    expect([outputs["stdout"], outputs["stderr"]]).toEqual(["o", "e"]);
  });

  it("id is the name and 8 hexadecimal digits (local/commandController.go, NewUniqueHex)", async () => {
    expect((await plugin.create(local, { create: "true" })).id).toMatch(/^r[0-9a-f]{8}$/);
  });

  it('a failure reads `exit status N: running "…":` and all output in order', async () => {
    const create = "echo one; echo two >&2; sleep 0.1; echo three; exit 3";
    await expect(plugin.create(local, { create })).rejects.toThrow(
      new Error(`exit status 3: running "${create}":\none\ntwo\nthree\n`),
    );
  });

  it("a signal is named as Go names it", async () => {
    await expect(plugin.create(local, { create: "kill -9 $$" })).rejects.toThrow(
      new Error('signal: killed: running "kill -9 $$":\n'),
    );
  });
});

describe("update and delete (local/commandController.go)", () => {
  const log = join(folder, "log");
  const say = (word: string) => `echo ${word}:$PULUMI_COMMAND_STDOUT:$PULUMI_COMMAND_STDERR >> ${log}; echo ${word}`;
  const before = { create: "x", stdout: "out", stderr: "err" };

  it.each([
    ["update runs, with the last output", { create: say("c"), update: say("u") }, "u:out:err"],
    ["create runs where update is missing", { create: say("c") }, "c:out:err"],
    ["addPreviousOutputInEnv off", { create: say("c"), addPreviousOutputInEnv: false }, "c::"],
  ])("%s", async (_what, news, expected) => {
    rmSync(log, { force: true });
    const outputs = await plugin.update(local, "r1", before, news);
    expect([readFileSync(log, "utf8").trim(), outputs["stdout"]]).toEqual([expected, expected[0]]);
  });

  it("update keeps the last output where there is nothing to run", async () => {
    const outputs = await plugin.update(local, "r1", before, { delete: "true" });
    expect([outputs["stdout"], outputs["stderr"], outputs["create"]]).toEqual(["out", "err", undefined]);
  });

  it("delete runs with the last output; without `delete` it does nothing", async () => {
    rmSync(log, { force: true });
    await plugin.delete(local, "r1", { ...before, delete: say("d") });
    await plugin.delete(local, "r1", before);
    expect(readFileSync(log, "utf8").trim()).toBe("d:out:err");
  });
});

describe("preview (infer/resource.go, markComputed; provider/tests/provider_test.go, TestLocalCommand)", () => {
  it("runs nothing; stdout and stderr are unknown, inputs are echoed", async () => {
    const inputs = { create: `touch ${folder}/ran`, environment: { A: unknown } };
    const { outputs } = await plugin.create(local, inputs, true);
    expect(outputs).toEqual({ ...inputs, stdout: unknown, stderr: unknown });
    const updated = await plugin.update(local, "r1", { create: "x", stdout: "o", stderr: "" }, inputs, true);
    expect(updated).toEqual({ ...inputs, stdout: unknown, stderr: unknown });
    expect(() => readFileSync(`${folder}/ran`)).toThrow("ENOENT");
  });
});

describe("diff (common/inputs.go: only triggers is replaceOnChanges; infer/resource.go, diff)", () => {
  const olds = { create: "a", triggers: ["1"], environment: { A: "1" }, stdout: "o", stderr: "" };
  const inputs = { create: "a", triggers: ["1"], environment: { A: "1" } };
  it.each([
    ["nothing", {}, {}],
    ["create", { create: "b" }, { create: "update" }],
    ["environment", { environment: { A: "2" } }, { environment: "update" }],
    ["a new delete", { delete: "d" }, { delete: "add" }],
    // The SDK has the engine replace: replaceOnChanges ["triggers[*]"].
    ["another trigger", { triggers: ["2"] }, { triggers: "update" }],
    ["no triggers", { triggers: undefined }, { triggers: "delete-replace" }],
  ])("%s", async (_what, change, changes) => {
    const news = Object.fromEntries(
      Object.entries({ ...inputs, ...change }).filter(([, value]) => value !== undefined),
    );
    const diff = await plugin.diff(local, "r1", olds, inputs, news as Props);
    expect(diff).toEqual({ changes, deleteBeforeReplace: false });
  });
});

describe("log (local/common.go, Logging; util/util.go, LogOutput: InfoStatus)", () => {
  const run = async (logging?: string) => {
    plugin.lines.length = 0;
    await plugin.create(local, { create: "echo o; sleep 0.1; echo e >&2", ...(logging && { logging }) });
    return plugin.lines.map((line) => `${line.severity} ${line.ephemeral} ${line.message}`);
  };
  it.each([
    [undefined, ["INFO true o", "INFO true e"]],
    ["stdoutAndStderr", ["INFO true o", "INFO true e"]],
    ["stdout", ["INFO true o"]],
    ["stderr", ["INFO true e"]],
    ["none", []],
  ])("logging %s", async (logging, lines) => {
    expect(await run(logging)).toEqual(lines);
  });

  it("a line is there while the command still runs", async () => {
    plugin.lines.length = 0;
    const gate = join(folder, "gate");
    const done = plugin.create(local, { create: `echo first; until [ -e ${gate} ]; do sleep 0.05; done` });
    await eventually("the first line", () => plugin.lines.find((line) => line.message === "first"));
    await plugin.create(local, { create: `touch ${gate}` });
    await done;
  });
});

describe("secrets (infer/resource.go, ensureDefaultSecrets: by name)", () => {
  it("a secret input is secret in the state; stdout is not, unless the program says so", async () => {
    const inputs = { create: "echo done", environment: { T: new Secret("s3cret-value") } };
    const { outputs } = await plugin.create(local, inputs);
    expect(outputs).toEqual({ ...inputs, stdout: "done", stderr: "" });
  });

  it("ours: an error does not carry them", async () => {
    const inputs = { create: "echo token $T >&2; exit 1", environment: { T: new Secret("s3cret-value") } };
    await expect(plugin.create(local, inputs)).rejects.toThrow(/token \[secret\]/);
  });
});

describe("refusals (ours: nothing is ignored silently)", () => {
  const official = "is not supported; install the official plugin";
  it("inputs by name", async () => {
    const { failures } = await plugin.check(local, { create: "a", assetPaths: ["*"] });
    expect(failures).toEqual({
      assetPaths: `stand-in for command: input \`assetPaths\` of command:local:Command ${official}`,
    });
  });
  it("a wrong logging", async () => {
    const { failures } = await plugin.check(local, { create: "a", logging: "both" });
    expect(failures).toEqual({ logging: 'logging is "both", expected one of stdout, stderr, stdoutAndStderr, none' });
  });
  it("resource types", async () => {
    await expect(plugin.check("command:remote:CopyToRemote", {})).rejects.toThrow(
      `stand-in for command: resource type command:remote:CopyToRemote ${official}`,
    );
  });
  it("provider settings", async () => {
    expect(await plugin.checkConfig({ x: "1", version: "1.2.1" })).toEqual({
      x: `stand-in for command: provider setting \`x\` ${official}`,
    });
  });
});

it("check adds nothing", async () => {
  const { inputs, failures } = await plugin.check(local, { create: "a" });
  expect([inputs, failures]).toEqual([{ create: "a" }, {}]);
});
