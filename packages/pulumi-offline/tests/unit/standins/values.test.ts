import fc from "fast-check";
import { expect, it } from "vitest";
import { scrubber } from "../../../standins/provider/scrub";
import {
  decode,
  encode,
  hasUnknown,
  markSecrets,
  type Props,
  reveal,
  Secret,
  same,
  unknown,
} from "../../../standins/provider/values";

it("what is encoded comes back, secrets and unknowns at any depth included", () => {
  const key = fc.stringMatching(/^[a-z]{1,6}$/);
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.boolean(),
      fc.integer(),
      fc.string(),
      fc.constant(unknown),
      tie("value").map((inner) => new Secret(inner as never)),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(key, tie("value"), { maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(key, value), (props) => {
      expect(decode(encode(props as Props))).toEqual({ ...props });
    }),
  );
});

it("top-level nulls are not set", () => {
  expect(decode(encode({ a: null, b: { c: null } }))).toEqual({ b: { c: null } });
});

it("reveal opens every secret", () => {
  expect(reveal({ a: new Secret([new Secret("x")]), b: { c: new Secret(1) } })).toEqual({ a: ["x"], b: { c: 1 } });
});

it.each([
  [
    "an echo keeps its input's secrets exactly",
    { e: { A: "1", B: "2" } },
    { e: { A: "1", B: new Secret("2") } },
    { e: { A: "1", B: new Secret("2") } },
  ],
  [
    "another value of the same name is secret as a whole",
    { e: { B: "3" } },
    { e: { B: new Secret("2") } },
    { e: new Secret({ B: "3" }) },
  ],
  ["other names are public", { stdout: "2" }, { e: new Secret("2") }, { stdout: "2" }],
])("%s", (_what, outputs, inputs, marked) => {
  expect(markSecrets(outputs, inputs)).toEqual(marked);
});

it.each([
  [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, true],
  [{ a: [1, 2] }, { a: [2, 1] }, false],
  [{ a: undefined }, {}, true],
  [[], {}, false],
  [unknown, unknown, false],
  [null, null, true],
])("same(%j, %j) is %s", (a, b, expected) => {
  expect(same(a, b)).toBe(expected);
});

it("hasUnknown looks into secrets and lists", () => {
  expect([hasUnknown({ a: [new Secret({ b: unknown })] }), hasUnknown({ a: [1] })]).toEqual([true, false]);
});

it("scrubs long secrets, longest first, and leaves what a person needs of a connection", () => {
  const scrub = scrubber({
    environment: { A: new Secret("abcdefgh"), B: new Secret("abcdefgh-more"), C: new Secret("short"), D: "publicly" },
    connection: new Secret({ host: "server.example", user: "operator", privateKey: "-----BEGIN KEY-----\n" }),
  });
  expect(scrub("abcdefgh-more abcdefgh short publicly server.example operator -----BEGIN KEY-----")).toBe(
    "[secret] [secret] short publicly server.example operator [secret]",
  );
});
