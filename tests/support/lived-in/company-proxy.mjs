// Run in a network namespace that has loopback only: node company-proxy.mjs FOLDER cli/company-network.mjs. Plays a company's proxy, which intercepts
// TLS by an authority of its own (FOLDER/ca.pem, FOLDER/host.pem and .key for *.company.test), and runs tools in the environment that
// cli/company-network.mjs makes. Prints one JSON line: by tool, whether its request came by the proxy and was read. Not modelled:
// proxies that ask for a name and password, SOCKS.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSecure } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";

const [folder, settle] = process.argv.slice(2);
const seen = [];
const pem = (name) => readFileSync(join(folder, name));
const inside = createSecure({ cert: pem("host.pem"), key: pem("host.key") }, (request, response) => {
  seen.push(`https://${request.headers.host}${request.url}`);
  response.end("{}");
});
await new Promise((done) => inside.listen(0, "127.0.0.1", done));
const proxy = createServer((request, response) => {
  seen.push(request.url);
  response.end("{}");
});
proxy.on("connect", (_request, socket) => {
  const link = connect(inside.address().port, "127.0.0.1", () => {
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    socket.pipe(link).pipe(socket);
  });
  for (const end of [socket, link]) end.on("error", () => {});
});
await new Promise((done) => proxy.listen(0, "127.0.0.1", done));

const { settleNetwork } = await import(settle);
const bare = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/CERT|_CA|SSL|PROXY/i.test(name)));
const environment = {
  ...bare,
  HOME: folder,
  HTTPS_PROXY: `http://127.0.0.1:${proxy.address().port}`,
  HTTP_PROXY: `http://127.0.0.1:${proxy.address().port}`,
  FREEHOLD_CA: join(folder, "ca.pem"),
};
settleNetwork(environment, join(folder, "made"));

const python = `import urllib.request, sys; urllib.request.urlopen(sys.argv[1]).read()`;
const tools = {
  curl: ["curl", "-sS", "https://curl.company.test/x"],
  python: ["python3", "-c", python, "https://python.company.test/x"],
  pip: [
    "python3",
    "-m",
    "pip",
    "download",
    "-q",
    "--retries=0",
    "--index-url=https://pip.company.test/simple",
    "nothing-of-that-name",
  ],
  git: ["git", "ls-remote", "https://git.company.test/x"],
  npm: ["npm", "ping", "--fetch-retries=0", "--registry=https://npm.company.test/"],
  go: [
    "env",
    "GOPROXY=https://go.company.test",
    "GOFLAGS=-mod=mod",
    "GONOSUMDB=*",
    "go",
    "list",
    "-m",
    "example.org/x@latest",
  ],
  apt: ["/usr/lib/apt/apt-helper", "download-file", "http://apt.company.test/x", join(folder, "apt-file")],
};
const found = {};
for (const [tool, [command, ...args]] of Object.entries(tools)) {
  const child = spawn(command, args, { env: environment, cwd: folder, stdio: "ignore" });
  const there = await new Promise((done) => {
    child.on("error", () => done(false));
    child.on("close", (status) => done(status !== 127));
  });
  if (there) found[tool] = seen.some((url) => url.includes(`//${tool}.company.test`));
}
console.log(JSON.stringify(found));
process.exit(0);
