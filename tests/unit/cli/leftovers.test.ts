import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { announceRun, leftovers, lookForThings, otherRuns, parseList } from "../../../cli/testing/leftovers";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "freehold-leftovers-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("what a run of tests leaves", () => {
  const before = new Map([
    ...parseList("container", "c1 mine (debian, Up 5 minutes)\n"),
    ...parseList("image", "i1:1 nginx:1\n"),
    ...parseList("volume", "v1 v1\n"),
  ]);

  it("is nothing where all is as before, whatever has become of what was there", () => {
    expect(leftovers(before, before)).toEqual([]);
    expect(leftovers(before, new Map(parseList("container", "c1 mine (debian, Exited (0) 1 second ago)")))).toEqual([]);
  });

  it("is each new thing, by its name", () => {
    const now = new Map([
      ...before,
      ...parseList("container", "c2 hopeful_bose (4f5b6c, Exited (1) 2 minutes ago)\nc3 freehold-x (a, Up 1 second)\n"),
      ...parseList("network", "n1 freehold-x\n"),
      ...parseList("volume", "v2 v2"),
      // Another name of the same image.
      ...parseList("image", "i1:2 nginx:2"),
    ]);
    expect(leftovers(before, now)).toEqual([
      "container freehold-x (a, Up 1 second)",
      "container hopeful_bose (4f5b6c, Exited (1) 2 minutes ago)",
      "image nginx:2",
      "network freehold-x",
      "volume v2",
    ]);
  });

  it("is no image that is kept for the next run", () => {
    const images = "i2:a freehold/machine:a\ni3:latest freehold-test/conda-python:latest\n";
    expect(leftovers(new Map(), new Map(parseList("image", images)))).toEqual([]);
    expect(leftovers(new Map(), new Map(parseList("image", "i5:b freehold-test/conda-a-1:b")))).toEqual([
      "image freehold-test/conda-a-1:b",
    ]);
  });

  it("is a temporary file of this project's names, and no other", async () => {
    const empty = await lookForThings(false, folder);
    mkdirSync(join(folder, "freehold-test-abc"));
    writeFileSync(join(folder, "somebody-else"), "");
    announceRun(folder);
    expect(leftovers(empty, await lookForThings(false, folder))).toEqual([`file ${join(folder, "freehold-test-abc")}`]);
  });
});

it("another run is known by its mark, while it lives", () => {
  const ended = announceRun(folder);
  expect(otherRuns(folder)).toEqual([]);
  writeFileSync(join(folder, `freehold-tests-of-${process.ppid}`), "");
  // No process has a number beyond the kernel's limit (4,194,304).
  writeFileSync(join(folder, "freehold-tests-of-99999999"), "");
  expect(otherRuns(folder)).toEqual([process.ppid]);
  ended();
});
