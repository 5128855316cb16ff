import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { askRelease, waitForPage } from "../../../infra/release/page.mjs";

let close: (() => void) | undefined;
afterEach(() => close?.());

/** A server on loopback whose release.json is answered by `about`; every other page is short and has these headers. */
async function serve(about: RequestListener, headers = { "X-Freehold-App": "a" } as object): Promise<string> {
  const server = createServer((request, response) =>
    request.url === "/release.json"
      ? about(request, response)
      : response.setHeaders(new Map(Object.entries(headers))).end("page"),
  );
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("release and app, and what the page itself says", async () => {
  const url = await serve((_, response) => response.end('{"release":"r","app":"a","nginx":"n"}'));
  expect(await askRelease(url)).toEqual({ release: "r", app: "a", page: "a", content: null });
});

test("a rendered page is known by the commit of its content, not by an app", async () => {
  const about: RequestListener = (_, response) => response.end('{"release":"r","app":"a"}');
  const url = await serve(about, { "X-Freehold-Content": "r-12345678" });
  expect(await waitForPage(url, "r", { tries: 1, pauseMs: 0 })).toMatchObject({ page: null, content: "r" });
  close?.();
  const old = await serve(about, { "X-Freehold-Content": "q-12345678" });
  await expect(waitForPage(old, "r", { tries: 1, pauseMs: 0 })).rejects.toThrow("content q");
});

test("an answer that never ends is no answer, and is not held in memory", async () => {
  let sent = 0;
  let gone = false;
  const url = await serve((_, response) => {
    const more = () => {
      while (!gone && response.write(" ".repeat(1024))) sent += 1024;
    };
    response.on("drain", more).on("close", () => {
      gone = true;
    });
    more();
  });
  expect(await askRelease(url)).toBe(undefined);
  // What the kernel's own buffers of a loopback connection hold (tcp_wmem and tcp_rmem: 4 and 6 MB) may be under way.
  expect(sent).toBeLessThan(16_000_000);
});
