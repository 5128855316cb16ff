import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Front } from "../support/nginx/front";

/** Whether all is well, as the server's files say (server/alarm/lease.py): nobody asks the app. */
let front: Front;
let folder: string;
beforeAll(async () => {
  front = await Front.start("lease");
  folder = join(front.folder, "www/lease");
  mkdirSync(folder);
});
afterAll(() => front.stop());

const address = "/.well-known/freehold/ok";
const asked = async () => {
  const { status, body, headers } = await front.ask(address);
  return { status, body, type: headers.get("content-type"), cached: headers.get("cache-control") };
};

it("no file, before the watchdog has looked: 503", async () => {
  expect((await asked()).status).toBe(503);
});

it("the lease: 200, for five seconds", async () => {
  writeFileSync(join(folder, "words"), "watch\n");
  writeFileSync(join(folder, "ok"), "ok\n");
  expect(await asked()).toEqual({ status: 200, body: "ok\n", type: ["text/plain"], cached: ["max-age=5"] });
});

it("the lease has ended, or something is not well: 503 with the words, and kept by nobody", async () => {
  rmSync(join(folder, "ok"));
  expect(await asked()).toEqual({ status: 503, body: "watch\n", type: ["text/plain"], cached: ["no-store"] });
  writeFileSync(join(folder, "words"), "disk\nmemory\n");
  expect((await asked()).body).toBe("disk\nmemory\n");
});

it("the words have no address of their own, and the app is asked for none of it", async () => {
  front.seen.length = 0;
  expect((await front.ask("/lease/words")).body).not.toContain("disk");
  await asked();
  expect(front.seen).toEqual([]);
});

it("has every security header", async () => {
  const { headers } = await front.ask(address);
  expect(headers.get("x-content-type-options")).toEqual(["nosniff"]);
  expect(headers.get("content-security-policy")).toHaveLength(1);
});
