import { describe, expect, it } from "vitest";
import { ask, run } from "../../support/rehearsal/run";
import { frontFixture } from "./fixture";

const reach = (host: string, port: number) =>
  `timeout 3 bash -c 'exec 3<>/dev/tcp/${host}/${port} && printf "GET /healthz HTTP/1.0\\r\\n\\r\\n" >&3 && cat <&3'`;
const appAddress = () =>
  frontFixture.server(
    "docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' $(docker ps -q --filter label=com.docker.swarm.service.name=blog_app | head -n 1)",
  );

describe("the app is reached through nginx alone", () => {
  it("and by nginx it is: the attempts below are good ones", async () => {
    const { output } = await frontFixture.within("nginx", reach(await appAddress(), 8000));
    expect(output).toContain("200 OK");
  });

  it.each<[string, (app: string) => Promise<{ output: string }>]>([
    ["the server itself", (app) => frontFixture.site.inServer(reach(app, 8000))],
    ["a container on the server's default network", (app) => frontFixture.site.inServer(inContainer("bridge", app))],
    ["the network of published ports", (app) => frontFixture.site.inServer(inContainer("docker_gwbridge", app))],
    [
      "the edge",
      (app) => run("docker", ["exec", `freehold-${frontFixture.site.stack}-edge`, "bash", "-c", reach(app, 8000)]),
    ],
    ["the laptop", (app) => run("bash", ["-c", reach(app, 8000)])],
    ["the laptop, by the app's port on the server", () => run("bash", ["-c", reach(machine(), 8000)])],
    [
      "a reader, by the app's port at the public address",
      () => frontFixture.neighbour(reach(frontFixture.outside.host, 8000)),
    ],
  ])("not from %s", async (_, attempt) => {
    // Some networks accept whatever nobody answers: what counts is whether the app does.
    expect((await attempt(await appAddress())).output).not.toContain("200 OK");
  });

  const inContainer = (network: string, app: string) =>
    `docker run --rm --network ${network} --entrypoint bash $(docker image ls -q freehold.invalid/nginx | head -n 1) -c "${reach(app, 8000).replaceAll('"', '\\"')}"`;
  const machine = () =>
    ask("docker", [
      "inspect",
      "--format",
      "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
      `freehold-${frontFixture.site.stack}`,
    ]);
});

describe("the app reaches nobody but nginx", () => {
  const python = (code: string) => frontFixture.within("app", `timeout 8 python3 -c '${code}'`);
  const connect = (host: string, port: number) =>
    python(`import socket; socket.create_connection(("${host}", ${port}), 3); print("rea" + "ched")`);

  it("nginx it does: the attempts below are good ones", async () => {
    expect((await connect("nginx", 8080)).output).toContain("reached");
  });

  it.each([
    ["the internet", "1.1.1.1", 443],
    ["the instance metadata", "169.254.169.254", 80],
    ["the cloud's resolver", "169.254.169.254", 53],
    ["the server", "10.0.0.2", 22],
    ["the server, by its bridge", "10.202.0.1", 22],
    ["the server, by its public address", "10.77.255.253", 80],
    ["the gateway", "10.0.0.1", 80],
  ])("not %s", async (_, host, port) => {
    const { status, output } = await connect(host, port);
    expect(output).not.toContain("reached");
    expect(status).not.toBe(0);
  });

  it("not the cloud's resolver by Docker's own, which could carry anything out as a name", async () => {
    const { output } = await python('import socket; print(socket.gethostbyname("deb.debian.org"))');
    expect(output).toMatch(/gaierror/);
    expect((await frontFixture.site.inServer("getent hosts deb.debian.org")).status).toBe(0);
  });
});
