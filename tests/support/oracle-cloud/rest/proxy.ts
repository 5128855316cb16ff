import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer as createProxy } from "node:http";
import { createServer as createTls } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { RestServer } from "./server";

/**
 * A CONNECT proxy that leads every host of Oracle's to the fake. The official provider needs it for work requests alone, whose
 * client knows no override: `HTTPS_PROXY=http://127.0.0.1:PORT` and `accept_local_certs=true`. Any other host gets 502.
 * @param folder for a certificate that openssl makes
 */
export async function serveProxy(rest: RestServer, folder: string): Promise<{ port: number; close: () => void }> {
  const [key, cert] = [join(folder, "tls.key"), join(folder, "tls.crt")];
  const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", cert];
  execFileSync("openssl", [...request, "-subj", "/CN=fake", "-addext", "subjectAltName=DNS:*.oraclecloud.com"], {
    stdio: "ignore",
  });
  const tls = createTls({ key: readFileSync(key), cert: readFileSync(cert) }, rest.handle);
  const proxy = createProxy((_, answer) => answer.writeHead(502).end());
  proxy.on("connect", (asked, socket) => {
    if (!/\.oraclecloud\.com:443$/.test(asked.url ?? "")) return socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    tls.emit("connection", socket);
    return undefined;
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    port: (proxy.address() as AddressInfo).port,
    close: () => {
      proxy.closeAllConnections();
      proxy.close();
      tls.close();
    },
  };
}
