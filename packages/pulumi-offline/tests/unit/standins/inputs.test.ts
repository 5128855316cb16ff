import { describe, expect, it } from "vitest";
import { parseHostKey } from "../../../standins/command/host-key";
import { lineWriter, logs } from "../../../standins/command/lines";
import { settledPorts } from "../../../standins/docker/container-state";
import { nanoseconds } from "../../../standins/docker/duration";
import { bare, bridgedDiff, checked, sorted } from "../../../standins/docker/fields";
import { refusals, unsupported } from "../../../standins/provider/inputs";
import { unknown } from "../../../standins/provider/values";

describe("unsupported inputs", () => {
  const shape = { a: true, b: { c: true }, l: { x: true } } as const;
  it.each([
    [{ a: { any: 1 }, b: { c: 1 }, l: [{ x: 1 }] }, []],
    [{ z: 1 }, ["z"]],
    [{ b: { c: 1, d: 2 } }, ["b.d"]],
    [{ l: [{ x: 1 }, { y: 2 }] }, ["l[1].y"]],
    [{ b: unknown, l: [unknown] }, []],
    [{ __defaults: [] }, []],
  ])("%j", (inputs, paths) => {
    expect(unsupported(inputs, shape)).toEqual(paths);
  });

  it("missing ones are named; an unknown is there", () => {
    const reason = (inputs: object) => refusals("p", "t", inputs, shape, ["b.c"]).map((failure) => failure.reason);
    expect([reason({}), reason({ b: { c: "" } }), reason({ b: unknown })]).toEqual([
      ["t needs input `b.c`, which is not set"],
      [],
      [],
    ]);
  });
});

describe("diff of a bridged resource", () => {
  const shape = {
    name: true,
    keep: true,
    set: true,
    image: true,
    mode: true,
    list: { a: true, b: { c: true } },
  } as const;
  const rules = { shape, inPlace: ["keep"], sets: ["set"], defaults: { mode: "bridge" } };
  const diff = (olds: object, oldInputs: object, news: object) => bridgedDiff(rules, olds, oldInputs, news);
  it.each([
    ["what Docker computed and nobody set is no change", { image: "x" }, {}, {}, {}],
    ["the state counts, not the old input", { image: "drifted" }, { image: "a" }, { image: "a" }, { image: "update" }],
    ["removed", { image: "a" }, { image: "a" }, {}, { image: "delete" }],
    [
      "what an official state has besides",
      { list: [{ a: "x", b: null, z: "" }] },
      { list: [] },
      { list: [{ a: "x" }] },
      {},
    ],
    ["a map's empty values count", { set: { "/run": "" } }, { set: {} }, { set: {} }, { set: "delete" }],
    ["sets have no order", { set: ["b", "a"] }, { set: [] }, { set: ["a", "b"] }, {}],
  ])("%s", (_what, olds, oldInputs, news, kinds) => {
    const { changes } = diff(olds, oldInputs, news);
    expect(Object.fromEntries(Object.entries(changes).map(([key, change]) => [key, change.kind]))).toEqual(kinds);
  });

  it("deletes first only where the program's own name stays", () => {
    const inputs = { name: "n", image: "a" };
    const first = (news: object) => diff(inputs, inputs, news).deleteBeforeReplace;
    expect([
      first({ name: "n", image: "b", __defaults: [] }),
      first({ name: "n", image: "b", __defaults: ["name"] }),
      first({ name: "m", image: "b" }),
      first({ name: "n", image: "a", keep: true }),
    ]).toEqual([true, false, false, false]);
  });

  it("a default that an earlier stand-in left out is noted in place; any other value replaces", () => {
    const replaces = (mode: string) => diff({}, {}, { mode }).changes["mode"]?.replace;
    expect([replaces("bridge"), replaces("host")]).toEqual([false, true]);
  });

  it("check marks every object, and puts in what the program left out", () => {
    const check = checked(shape, { mode: "bridge", list: { a: "x" } });
    expect([check({}, "auto"), check({ name: "own", mode: "host", list: [{ b: { c: 1 } }, unknown] }, "auto")]).toEqual(
      [
        { name: "auto", mode: "bridge", __defaults: ["mode", "name"] },
        {
          name: "own",
          mode: "host",
          list: [{ a: "x", b: { c: 1, __defaults: [] }, __defaults: ["a"] }, unknown],
          __defaults: [],
        },
      ],
    );
  });

  it("bare: what says nothing goes, an unknown stays", () => {
    expect(bare([{ __defaults: [], a: 0, b: { c: unknown } }], shape.list)).toEqual([{ b: { c: unknown } }]);
    expect([bare("", true), bare([], true), bare(null, true), bare(false, true)]).toEqual([
      undefined,
      undefined,
      undefined,
      false,
    ]);
  });

  it("sorts lists of objects whatever the order of their fields", () => {
    expect(
      sorted([
        { b: 1, a: 2 },
        { a: 1, b: 1 },
      ]),
    ).toEqual([
      { a: 1, b: 1 },
      { a: 2, b: 1 },
    ]);
  });

  it("ports: Docker's number fills an open one, an address of its own stays", () => {
    const olds = [{ internal: 80, external: 32_768, ip: "0.0.0.0", protocol: "tcp" }];
    const udp = { internal: 80, protocol: "udp" };
    expect(settledPorts([{ internal: 80 }, udp, { internal: 80, external: 1, ip: "::" }], olds)).toEqual([
      { internal: 80, external: 32_768, ip: "0.0.0.0", protocol: "tcp" },
      { internal: 80, ip: "0.0.0.0", protocol: "udp" },
      { internal: 80, external: 1, ip: "::", protocol: "tcp" },
    ]);
  });
});

it.each([
  ["0", 0],
  ["0s", 0],
  ["1.5s", 1.5e9],
  ["1m30s", 90e9],
  ["250ms", 250e6],
  ["2h", 7200e9],
])("duration %s", (text, expected) => {
  expect(nanoseconds(text)).toBe(expected);
});

it.each(["", "5", "1 s", "1s!", "-1s", "1d"])("no duration: %j", (text) => {
  expect(() => nanoseconds(text)).toThrow(`duration is ${JSON.stringify(text)}, expected for example "10s" or "1m30s"`);
});

describe("host key", () => {
  const blob = Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from("ssh-ed25519"), Buffer.alloc(36, 1)]);
  const line = `ssh-ed25519 ${blob.toString("base64")}`;
  it("matches its own bytes only, with or without comment", () => {
    const key = parseHostKey(`${line} root@server\n`);
    expect([key.matches(blob), key.matches(blob.subarray(1)), key.algorithms]).toEqual([true, false, ["ssh-ed25519"]]);
  });
  it.each([
    "",
    "ssh-ed25519",
    "ssh-ed25519 AAAA",
    `ssh-rsa ${blob.toString("base64")}`,
    `host ${line}`,
    "ssh-dss AAAA",
  ])("is none: %j", (text) => {
    expect(() => parseHostKey(text)).toThrow(/^connection\.hostKey is .*, expected a public key line/);
  });
});

it("lines come whole, whatever the pieces", () => {
  const lines: string[] = [];
  const writer = lineWriter((line) => lines.push(line));
  const bytes = Buffer.from("eins\r\nzwei é\n\nrest");
  for (const byte of bytes) writer.write(Buffer.from([byte]));
  writer.end();
  expect(lines).toEqual(["eins", "zwei é", "", "rest"]);
});

it.each([
  [undefined, true, true],
  ["stdoutAndStderr", true, true],
  ["stdout", true, false],
  ["stderr", false, true],
  ["none", false, false],
] as const)("logging %s logs stdout: %s, stderr: %s", (logging, out, err) => {
  expect([logs(logging, "stdout"), logs(logging, "stderr")]).toEqual([out, err]);
});
