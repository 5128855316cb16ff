import { gzipSync } from "node:zlib";
import { load } from "js-yaml";
import type { ServerFile } from "./user-data";

/**
 * Most bytes that all metadata of an Oracle instance may have together, user_data in base64 included.
 * Source: LaunchInstanceDetails.metadata in Oracle's API reference ("The combined size ... is 32,000 bytes").
 */
export const metadataLimit = 32_000;

/** Deterministic gzip: no time, and "unknown" as the operating system (byte 9), which zlib builds fill differently. */
function gzip(text: string): Buffer {
  const packed = gzipSync(text, { level: 9 });
  packed[9] = 255;
  return packed;
}

function largestFiles(text: string): string {
  const { write_files: files = [] } = load(text) as { write_files?: ServerFile[] };
  return files
    .map((f) => ({ path: f.path, bytes: gzip(f.content).length }))
    .sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1))
    .slice(0, 8)
    .map((f) => `  ${String(f.bytes).padStart(6)}  ${f.path}`)
    .join("\n");
}

/**
 * user_data as Oracle wants it: gzip where that is smaller (cloud-init unpacks it by itself), then base64.
 * `bytes` counts the whole metadata map: every key and value, `user_data` included.
 * @throws where that is more than Oracle takes, with the size and what takes the room.
 */
export function encodeUserData(
  text: string,
  otherMetadata: Readonly<Record<string, string>> = {},
): { base64: string; bytes: number } {
  const plain = Buffer.from(text, "utf8");
  const packed = gzip(text);
  const base64 = (packed.length < plain.length ? packed : plain).toString("base64");
  const bytes = Object.entries({ ...otherMetadata, user_data: base64 }).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
  if (bytes <= metadataLimit) return { base64, bytes };
  throw new Error(
    `user-data is too large: the instance's metadata would have ${bytes} bytes (base64), Oracle takes at most ` +
      `${metadataLimit}. What takes the room (bytes after gzip, largest first):\n${largestFiles(text)}\n` +
      "Make one of these smaller.",
  );
}
