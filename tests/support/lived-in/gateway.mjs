// node gateway.mjs ADDRESS FOLDER: a company's proxy that intercepts TLS, on ADDRESS:3128. It signs a certificate for each name by
// FOLDER/ca.pem and .key, and writes one line for each request to FOLDER/seen. Requests go on to the real address.
// Not modelled: proxies that ask for a name and password, HTTP/2, SOCKS, client certificates.
import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, request as plain } from "node:http";
import { createServer as createSecure, request as secure } from "node:https";
import { connect, isIP } from "node:net";
import { join } from "node:path";
import { createSecureContext } from "node:tls";

const [address, folder] = process.argv.slice(2);
const path = (name) => join(folder, name);
const saw = (line) => appendFileSync(path("seen"), `${line}\n`);
const openssl = (...args) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });

/** A key and certificate for a host, made at its first request. */
function contextFor(host) {
  const file = path(`${host}.pem`);
  if (!existsSync(file)) {
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    openssl("req", ...key, "-keyout", `${host}.key`, "-out", `${host}.csr`, "-subj", "/CN=intercepted");
    writeFileSync(path(`${host}.ext`), `subjectAltName=${isIP(host) ? "IP" : "DNS"}:${host}\n`);
    const signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"];
    openssl("x509", "-req", "-in", `${host}.csr`, ...signed, "-extfile", `${host}.ext`, "-out", `${host}.pem`);
  }
  return createSecureContext({ cert: readFileSync(file), key: readFileSync(path(`${host}.key`)) });
}

/** Hands a request on, and its answer back. */
function forward(send, options, request, response) {
  const onward = send({ ...options, method: request.method, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", (error) => {
    saw(`failed ${error.message}`);
    response.destroy();
  });
  request.pipe(onward);
}

const inside = createSecure({ SNICallback: (host, done) => done(null, contextFor(host)) }, (request, response) => {
  const [hostname, port = 443] = (request.headers.host ?? "").split(":");
  saw(`https://${hostname}${request.url}`);
  forward(secure, { hostname, port, path: request.url }, request, response);
}).listen(0, "127.0.0.1");

createServer((request, response) => {
  const { hostname, port, pathname, search } = new URL(request.url);
  saw(request.url);
  forward(plain, { hostname, port: port || 80, path: pathname + search }, request, response);
})
  .on("connect", (_request, socket) => {
    const link = connect(inside.address().port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      socket.pipe(link).pipe(socket);
    });
    for (const end of [socket, link]) end.on("error", () => {});
  })
  .listen(3128, address, () => saw("listening"));
