import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { runPython, temporaryDirectory } from "./run-script";

const id = (n: number) => n.toString(16).repeat(40).slice(0, 40);
let state: string;
beforeEach(() => {
  state = temporaryDirectory();
});

const records = (...args: string[]) => {
  const { status, stdout, stderr } = runPython("release/records", args, { env: { FREEHOLD_STATE: state } });
  return { status, stdout: stdout.trimEnd(), stderr: stderr.trimEnd() };
};
/** Lines as `records add` leaves them, without a process for each. */
function history(...entries: [release: number, how: string, result: string][]) {
  const lines = entries.map(([n, how, result]) =>
    JSON.stringify({ release: id(n), author: "ada", how, result, seconds: 7, at: "2026-11-22T08:00:00Z" }),
  );
  writeFileSync(join(state, "releases.jsonl"), `${lines.join("\n")}\n`);
}
const setLive = (n: number) => writeFileSync(join(state, "live"), `${id(n)}\n`);
const pushes = (...numbers: number[]) => numbers.map((n) => [n, "push", "live"] as [number, string, string]);

test("nothing yet: nothing to keep, nothing before, and the list says so", () => {
  expect(records("keep").stdout).toBe("");
  expect(records("previous").stdout).toBe("");
  expect(records("show").stdout).toBe("Nothing was released yet.");
});

test("the last five that went live stay ready; refused ones do not count", () => {
  history(...pushes(1, 2, 3), [9, "push", "refused"], ...pushes(4, 5, 6));
  setLive(6);
  expect(records("keep").stdout.split("\n")).toEqual([2, 3, 4, 5, 6].map(id));
});

test("the live one stays ready however old it is", () => {
  history(...pushes(1, 2, 3, 4, 5, 6));
  setLive(1);
  expect(records("keep").stdout.split("\n")).toEqual([1, 2, 3, 4, 5, 6].map(id));
});

test("rolling back twice goes two releases back, and then there is none", () => {
  history(...pushes(1, 2, 3));
  setLive(3);
  expect(records("previous").stdout).toBe(id(2));
  history(...pushes(1, 2, 3), [2, "rollback", "live"]);
  setLive(2);
  expect(records("previous").stdout).toBe(id(1));
  setLive(1);
  expect(records("previous").stdout).toBe("");
});

test("a prefix finds one ready release, or says which are ready", () => {
  history(...pushes(1, 2));
  setLive(2);
  expect(records("find", "1111")).toEqual({ status: 0, stdout: id(1), stderr: "" });
  expect(records("find", "abcd")).toEqual({
    status: 1,
    stdout: "",
    stderr: "no ready release begins with abcd. Ready are: 222222222222, 111111111111.",
  });
});

test("add appends one line with what people ask for; a line cut by a power failure does no harm", () => {
  history(...pushes(1));
  appendFileSync(join(state, "releases.jsonl"), '{"release": "22');
  expect(records("add", id(3), "ada", "push", "refused", "12", "the build of app failed").status).toBe(0);
  const lines = readFileSync(join(state, "releases.jsonl"), "utf8").trimEnd().split("\n");
  expect(lines.length).toBe(2);
  const { at, ...rest } = JSON.parse(lines[1] ?? "") as Record<string, unknown>;
  expect(rest).toEqual({
    release: id(3),
    author: "ada",
    how: "push",
    result: "refused",
    seconds: 12,
    reason: "the build of app failed",
  });
  expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});

test("the list: newest first, a star at the live one", () => {
  history(...pushes(1, 2));
  setLive(2);
  const [head, newest, oldest] = records("show").stdout.split("\n");
  expect(head).toBe("  release       when (UTC)        who                  how         took  result");
  expect(newest).toBe("* 222222222222  2026-11-22 08:00  ada                  push         7 s  live");
  expect(oldest).toBe("  111111111111  2026-11-22 08:00  ada                  push         7 s  live");
});
