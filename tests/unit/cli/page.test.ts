import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createPlain } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { pageAnswers } from "../../../cli/page";

let close = () => {};
afterEach(() => close());

/** Listens on loopback; returns the port. */
async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  close = () => server.close();
  return (server.address() as AddressInfo).port;
}

/** A certificate for 127.0.0.1 by an authority that nobody knows. */
function pair(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), "freehold-page-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=blog.test", "-addext", "subjectAltName=IP:127.0.0.1"];
  const options = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  try {
    execFileSync("openssl", ["req", ...options, ...subject, "-keyout", key, "-out", cert], { stdio: "ignore" });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("a page by a certificate of an authority that this machine does not know is there", async () => {
  const port = await listen(createServer(pair(), (_, response) => response.end("page")));
  expect(await pageAnswers(`https://127.0.0.1:${port}`, 1)).toBe(true);
});

test.each([
  ["a page", 200, true],
  ["a redirect", 301, true],
  ["an error of the server", 502, false],
])("%s", async (_, status, there) => {
  const port = await listen(createPlain((__, response) => response.writeHead(status).end()));
  expect(await pageAnswers(`http://127.0.0.1:${port}`, 1)).toBe(there);
});

test("nothing there, and something that speaks no TLS", async () => {
  const port = await listen(createPlain((_, response) => response.end("page")));
  expect(await pageAnswers(`https://127.0.0.1:${port}`, 1)).toBe(false);
  close();
  expect(await pageAnswers(`http://127.0.0.1:${port}`, 1)).toBe(false);
});
