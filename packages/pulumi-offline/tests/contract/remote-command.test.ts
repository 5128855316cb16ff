import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Props, Secret, unknown } from "../../standins/provider/values";
import { eventually, Plugin } from "./plugin";
import { Sshd } from "./sshd";

// Sources: repository pulumi/pulumi-command (provider/pkg/provider/…), SDK @pulumi/command 1.2.1 (types/input.d.ts).
const remote = "command:remote:Command";
let sshd: Sshd;
let plugin: Plugin;

beforeAll(async () => {
  sshd = await new Sshd().reserve();
  await sshd.start();
  plugin = await new Plugin("command").start({ SSH_AUTH_SOCK: "" });
});
afterAll(async () => {
  // First, for it is there also when the plugin could not be started.
  await sshd.stop();
  sshd.remove();
  await plugin.stop();
});

const secret = (more: object = {}) => new Secret(sshd.connection(more) as Props);
const create = (inputs: Props, more: object = {}) => plugin.create(remote, { connection: secret(more), ...inputs });
const failure = (inputs: Props, more: object = {}) =>
  create(inputs, more).then(String, (error: Error) => error.message);

describe("create (remote/commandOutputs.go, run)", () => {
  it("gives both streams, one trailing newline cut, and keeps the connection secret", async () => {
    const connection = secret();
    const { id, outputs } = await plugin.create(remote, { connection, create: "printf 'o\\n\\n'; echo e >&2" });
    expect(id).toMatch(/^r[0-9a-f]{8}$/);
    expect(outputs).toEqual({ connection, create: "printf 'o\\n\\n'; echo e >&2", stdout: "o\n", stderr: "e" });
  });

  it("stdin reaches the command, a megabyte of it too", async () => {
    const stdin = "0123456789abcdef".repeat(65_536);
    const { outputs } = await create({ create: "wc -c; cat | wc -c", stdin });
    expect(outputs["stdout"]).toBe("1048576\n0");
  });

  it("long output arrives whole", async () => {
    const { outputs } = await create({
      create: "i=0; while [ $i -lt 2000 ]; do printf '%0500dé' $i; i=$((i+1)); done",
    });
    expect((outputs["stdout"] as string).length).toBe(2000 * 501);
  });

  it("a failure reads as golang.org/x/crypto/ssh and the plugin write it", async () => {
    const text = 'Process exited with status 3: running "echo a; echo b >&2; exit 3":\n';
    const message = await failure({ create: "echo a; echo b >&2; exit 3" });
    expect([message.startsWith(text), message.slice(text.length).split("\n").sort()]).toEqual([true, ["", "a", "b"]]);
    expect(await failure({ create: "kill -9 $$" })).toBe('Process exited from signal KILL: running "kill -9 $$":\n');
  });

  it("lines are logged as they come (util/util.go, LogOutput), none with logging none", async () => {
    plugin.lines.length = 0;
    await create({ create: "echo x; sleep 0.2; echo y", logging: "none" });
    expect(plugin.lines).toEqual([]);
    await create({ create: "echo x; sleep 0.2; echo y" });
    expect(plugin.lines.map((line) => `${line.severity} ${line.ephemeral} ${line.message}`)).toEqual([
      "INFO true x",
      "INFO true y",
    ]);
    expect((plugin.lines[1]?.at ?? 0) - (plugin.lines[0]?.at ?? 0)).toBeGreaterThan(100);
  });

  it("a session that ends without a status is an error, not a success", async () => {
    const message = await failure({ create: "echo begun; sleep 0.3; kill -9 $PPID" });
    expect(message).toBe(
      'wait: remote command exited without exit status or exit signal: running "echo begun; sleep 0.3; kill -9 $PPID":\nbegun\n',
    );
  });
});

describe("environment goes by the SSH protocol (remote/commandOutputs.go, session.Setenv)", () => {
  it("what AcceptEnv lets through arrives", async () => {
    const { outputs } = await create({
      create: "echo $CONTRACT_A-$CONTRACT_B",
      environment: { CONTRACT_A: "1", CONTRACT_B: "2 3" },
    });
    expect(outputs["stdout"]).toBe("1-2 3");
  });

  it("what it does not is an error, and the command does not run", async () => {
    plugin.lines.length = 0;
    const message = await failure({
      create: "touch /tmp/freehold-contract-ran",
      environment: { CONTRACT_A: "1", OTHER: "2" },
    });
    expect(message).toBe('could not set environment variable "OTHER": ssh: setenv failed');
    expect(plugin.lines.map((line) => `${line.severity} ${line.message.slice(0, 24)}`)).toEqual([
      "ERROR Unable to set 'OTHER'. T",
    ]);
    const { outputs } = await create({ create: "ls /tmp/freehold-contract-ran 2>/dev/null || echo absent" });
    expect(outputs["stdout"]).toBe("absent");
  });

  it("PULUMI_COMMAND_STDOUT refused is a warning; addPreviousOutputInEnv: false sends nothing", async () => {
    plugin.lines.length = 0;
    const olds = { stdout: "o", stderr: "", create: "x" };
    const news = { connection: secret(), create: "echo [$PULUMI_COMMAND_STDOUT]" };
    expect((await plugin.update(remote, "r1", olds, news))["stdout"]).toBe("[]");
    const warnings = () => plugin.lines.filter((line) => line.severity === "WARNING").length;
    expect(warnings()).toBe(1);
    await plugin.update(remote, "r1", olds, { ...news, addPreviousOutputInEnv: false });
    expect(warnings()).toBe(1);
  });
});

describe("host key (SDK: the expected host key; if not provided, it is ignored)", () => {
  it.each(["host_ed25519.pub", "host_rsa.pub"])("the right one connects: %s", async (name) => {
    expect((await create({ create: "echo ok" }, { hostKey: sshd.file(name) })).outputs["stdout"]).toBe("ok");
  });

  it("none connects", async () => {
    expect((await create({ create: "echo ok" }, { hostKey: undefined })).outputs["stdout"]).toBe("ok");
  });

  it("another one does not, and nothing runs", async () => {
    expect(await failure({ create: "echo ok" }, { hostKey: sshd.file("other.pub") })).toBe(
      `after 0 failed attempts: the server at 127.0.0.1:${sshd.port} showed another host key than connection.hostKey`,
    );
  });

  it("what is no key is refused at once", async () => {
    expect(await failure({ create: "echo ok" }, { hostKey: "SHA256:abc", dialErrorLimit: -1 })).toBe(
      'connection.hostKey is "SHA256:abc", expected a public key line like "ssh-ed25519 AAAA… comment"',
    );
  });
});

describe("dialling (remote/connection.go, dialWithRetry)", () => {
  it("gives up after dialErrorLimit failures more, and names the last", async () => {
    plugin.lines.length = 0;
    const other = await new Sshd().reserve();
    const message = await failure({ create: "true" }, { port: other.port, dialErrorLimit: 2 });
    expect(message).toBe(`after 2 failed attempts: connect ECONNREFUSED 127.0.0.1:${other.port}`);
    const retry = `failed: retrying (connect ECONNREFUSED 127.0.0.1:${other.port})`;
    expect(plugin.lines.map((line) => line.message)).toEqual([`Dial 1/2 ${retry}`, `Dial 2/2 ${retry}`]);
    other.remove();
  });

  it("-1 goes on until the server is up", async () => {
    plugin.lines.length = 0;
    const late = await new Sshd().reserve();
    const done = plugin.create(remote, {
      connection: new Secret(late.connection({ dialErrorLimit: -1 })),
      create: "echo up",
    });
    await eventually("a third failure", () =>
      plugin.lines.find((line) => line.message.startsWith("Dial 3/inf failed")),
    );
    await late.start();
    expect((await done).outputs["stdout"]).toBe("up");
    await late.stop();
    late.remove();
  });

  it("customTimeouts end an endless dial (pulumi-go-provider, middleware/cancel)", async () => {
    const absent = await new Sshd().reserve();
    const connection = new Secret(absent.connection({ dialErrorLimit: -1 }));
    const message = await plugin
      .create(remote, { connection, create: "true" }, false, 1)
      .then(String, (error: Error) => error.message);
    const where = `127.0.0.1:${absent.port}`;
    expect(message).toBe(
      `not done within 1 s (customTimeouts): context canceled while dialling ${where} (last failure: connect ECONNREFUSED ${where})`,
    );
    absent.remove();
  });

  it("ours: perDialTimeout covers the handshake, so a server that says nothing costs one attempt", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await new Promise((done) => silent.once("listening", done));
    const { port } = silent.address() as { port: number };
    const began = Date.now();
    const message = await failure({ create: "true" }, { port, perDialTimeout: 1 });
    expect(message).toBe("after 0 failed attempts: Timed out while waiting for handshake");
    expect(Date.now() - began).toBeLessThan(5000);
    silent.close();
  });

  it("a key that is not let in fails, and the error does not show it", async () => {
    const message = await failure({ create: "true" }, { privateKey: sshd.file("other") });
    expect(message).toBe("after 0 failed attempts: All configured authentication methods failed");
  });

  it("a key that is none fails at once, and the error does not show it", async () => {
    const message = await failure({ create: "true" }, { privateKey: "not a key at all" });
    expect(message).toMatch(/^after 0 failed attempts: Cannot parse privateKey/);
    expect(message).not.toContain("not a key at all");
  });
});

describe("check and diff (remote/command.go, connection.go, provider_test.go TestRegress248)", () => {
  it("fills in the defaults; the connection stays secret", async () => {
    const news = { create: "c", connection: new Secret({ host: "h" }) };
    const { inputs, failures } = await plugin.check(remote, news);
    const connection = new Secret({ host: "h", user: "root", port: 22, dialErrorLimit: 10, perDialTimeout: 15 });
    expect([inputs, failures]).toEqual([{ create: "c", connection }, {}]);
  });

  it("ours: names what is missing or not supported", async () => {
    const { failures } = await plugin.check(remote, { connection: { proxy: { host: "p" }, agentSocketPath: "/a" } });
    const no = (input: string) =>
      `stand-in for command: input \`${input}\` of command:remote:Command is not supported; install the official plugin`;
    expect(failures).toEqual({
      "connection.proxy": no("connection.proxy"),
      "connection.agentSocketPath": no("connection.agentSocketPath"),
      "connection.host": "command:remote:Command needs input `connection.host`, which is not set",
    });
  });

  it("an unknown connection passes, and a preview leaves stdout unknown but public (TestRemoteCommand, regress-256)", async () => {
    const news = { create: "c", connection: new Secret(unknown) };
    const { inputs, failures } = await plugin.check(remote, news);
    expect([inputs["connection"], failures]).toEqual([new Secret(unknown), {}]);
    const { outputs } = await plugin.create(remote, news, true);
    expect([outputs["stdout"], outputs["stderr"]]).toEqual([unknown, unknown]);
  });

  it("a new connection and other triggers update", async () => {
    const olds = { create: "c", connection: new Secret({ host: "a" }), triggers: ["1"] };
    const news = { create: "c", connection: new Secret({ host: "b" }), triggers: ["2"] };
    expect(await plugin.diff(remote, "r1", olds, olds, news)).toEqual({
      changes: { connection: "update", triggers: "update" },
      deleteBeforeReplace: false,
    });
  });
});

it("delete connects with the state's connection and runs", async () => {
  const mark = `/tmp/freehold-contract-${process.pid}`;
  await plugin.delete(remote, "r1", { connection: secret(), delete: `touch ${mark}`, stdout: "", stderr: "" });
  const { outputs } = await create({ create: `ls ${mark} && rm ${mark}` });
  expect(outputs["stdout"]).toBe(mark);
});

it("cancel ends a running command and an endless dial", async () => {
  const own = await new Plugin("command").start();
  const absent = await new Sshd().reserve();
  const running = own
    .create(remote, { connection: secret(), create: "echo on; sleep 600" })
    .catch((e: Error) => e.message);
  const dialling = own
    .create(remote, { connection: new Secret(absent.connection({ dialErrorLimit: -1 })), create: "true" })
    .catch((e: Error) => e.message);
  await eventually(
    "both are under way",
    () =>
      (own.lines.some((l) => l.message === "on") && own.lines.some((l) => l.message.startsWith("Dial 2"))) || undefined,
  );
  await own.cancel();
  expect(await running).toMatch(/running "echo on; sleep 600":\non\n$/);
  expect(await dialling).toMatch(
    /^context canceled while dialling 127\.0\.0\.1:\d+ \(last failure: connect ECONNREFUSED /,
  );
  await own.stop();
  absent.remove();
});
