import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { encodeUserData, metadataLimit } from "../../infra/boot/size";
import { renderUserData, type UserDataInput } from "../../infra/boot/user-data";

/** Text that gzip cannot make smaller than about three quarters. */
const noise = (length: number, seed = 1) => {
  let state = seed;
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(33 + (state % 90));
  }).join("");
};
const filesOf = (files: Record<string, string>) =>
  `#cloud-config\n${JSON.stringify({ write_files: Object.entries(files).map(([path, content]) => ({ path, content })) })}`;

test("gzip where it helps, without a time in it, then base64", () => {
  const text = `#cloud-config\n${"x".repeat(5000)}`;
  const { base64, bytes } = encodeUserData(text);
  const packed = Buffer.from(base64, "base64");
  expect(gunzipSync(packed).toString()).toBe(text);
  expect([...packed.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
  expect(bytes).toBe("user_data".length + base64.length);
});

test("no gzip where it would be larger", () => {
  expect(encodeUserData("#cloud-config\n").base64).toBe(Buffer.from("#cloud-config\n").toString("base64"));
});

test("the other metadata counts, keys and values", () => {
  const alone = encodeUserData("#cloud-config\n").bytes;
  expect(encodeUserData("#cloud-config\n", { ssh_authorized_keys: "é" }).bytes).toBe(alone + 19 + 2);
});

test("takes 32,000 bytes exactly and refuses one more", () => {
  const alone = encodeUserData("#cloud-config\n{}\n").bytes;
  const fill = metadataLimit - alone - 1;
  expect(encodeUserData("#cloud-config\n{}\n", { k: "x".repeat(fill) }).bytes).toBe(32_000);
  expect(() => encodeUserData("#cloud-config\n{}\n", { k: "x".repeat(fill + 1) })).toThrow(
    /would have 32001 bytes \(base64\)/,
  );
});

test("the refusal says the size and what takes the room, largest first", () => {
  const text = filesOf({ "/small": "hi", "/large": noise(30_000), "/middle": noise(5_000, 7) });
  let message = "";
  try {
    encodeUserData(text);
  } catch (error) {
    message = (error as Error).message;
  }
  const lines = message.split("\n");
  expect(lines[0]).toMatch(
    /^user-data is too large: the instance's metadata would have \d{5} bytes \(base64\), Oracle takes at most 32000\. What takes the room \(bytes after gzip, largest first\):$/,
  );
  expect(lines.slice(1, 4).map((line) => line.trim().split(/\s+/)[1])).toEqual(["/large", "/middle", "/small"]);
  expect(lines[4]).toBe("Make one of these smaller.");
});

test("the real user-data with five authors has less than 12 kB, a third of the room", () => {
  const key = (n: number) => `ssh-ed25519 ${noise(68, n + 3).replace(/[^A-Za-z0-9]/g, "A")} author-${n}@example.org`;
  const input: UserDataInput = {
    hostname: "freehold-prod",
    hostKey: { private: noise(400, 99), public: key(0) },
    operatorKey: key(1),
    authors: [key(2), key(3), key(4), key(5), key(6)],
    settings: {
      https: "auto",
      domains: ["blog.example.org", "www.example.org"],
      acmeServer: "https://acme-v02.api.letsencrypt.org/directory",
      hsts: true,
      email: "me@example.org",
      shape: "micro",
      memoryGb: 1,
    },
    secrets: {},
    upkeep: "Sun 03:30",
    newer: { version: "0.1.0" },
    firstRelease: { repository: "https://example.org/someone/freehold.git", commit: "0123456789".repeat(4) },
  };
  const { bytes } = encodeUserData(renderUserData(input));
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan((12 * 1024 * 4) / 3);
});
