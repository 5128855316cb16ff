import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { judgeStacks } from "./judge-stacks";
import { runPython } from "./run-script";

const own = readFileSync(resolve(__dirname, "../../../compose.yaml"), "latin1");
const written = `
x-check: &check {interval: 10s, timeout: 8s}
services:
  app:
    build: {context: ./app, dockerfile: Dockerfile}
    user: 1000
    environment: [A=1, "B=x=y"]
    healthcheck: {<<: *check, interval: 5s, test: "true"}
    tmpfs: [/tmp]
    depends_on: [nginx]
    networks: {backend: }
    deploy: {replicas: 2, endpoint_mode: dnsrr, resources: {limits: {cpus: 0.5, memory: 160M}}}
  nginx:
    build: ./nginx/
    environment: {"ON": yes, N: 012}
    volumes: ["./nginx/conf:/etc/nginx/conf.d:ro"]
    networks: [backend, edge]
    ports:
      - {target: 8080, published: "80", mode: host}
networks:
  backend: {internal: true, driver: bridge}
  edge:
`;
const [ownJudged, writtenJudged] = judgeStacks([own, written]);
const parsed = (text: string | undefined) => JSON.parse(text ?? "");

/** What an image's own HEALTHCHECK must not decide. */
const times = { interval: "10s", timeout: "8s", retries: 3, start_period: "60s", start_interval: "2s" };

test("the blog's own compose.yaml is within the policy", () => {
  expect(ownJudged?.stderr).toBe("");
  expect(Object.keys(parsed(ownJudged?.stdout).services)).toEqual(["app", "nginx"]);
});

test("what is deployed: the server's images, release, mounts and capabilities, and only checked values", () => {
  expect(writtenJudged?.stderr).toBe("");
  expect(parsed(writtenJudged?.stdout)).toEqual({
    networks: { backend: { driver: "overlay", internal: true }, edge: { driver: "overlay" } },
    services: {
      app: {
        image: `freehold.invalid/app:${"a".repeat(40)}`,
        user: "1000:1000",
        read_only: true,
        cap_drop: ["ALL"],
        environment: { A: "1", B: "x=y", FREEHOLD_RELEASE: "a".repeat(12), FREEHOLD_URL: "" },
        healthcheck: { ...times, interval: "5s", test: "true" },
        networks: ["backend"],
        deploy: {
          replicas: 2,
          endpoint_mode: "dnsrr",
          resources: { limits: { cpus: 0.5, memory: "160M", pids: 256 } },
        },
        volumes: [{ type: "tmpfs", target: "/tmp" }],
      },
      nginx: {
        image: `freehold.invalid/nginx:${"b".repeat(40)}`,
        read_only: true,
        cap_drop: ["ALL"],
        deploy: { resources: { limits: { memory: "288M", pids: 256 } } },
        healthcheck: times,
        environment: { N: "012", ON: "yes" },
        networks: ["backend", "edge"],
        ports: [{ target: 8080, published: 80, protocol: "tcp", mode: "host" }],
        volumes: [
          { type: "bind", source: "/var/lib/freehold/nginx/conf", target: "/etc/nginx/conf.d", read_only: true },
          { type: "bind", source: "/var/lib/freehold/nginx/www", target: "/srv/www", read_only: true },
          { type: "bind", source: "/var/lib/freehold/nginx/tls", target: "/etc/nginx/tls.d", read_only: true },
          { type: "bind", source: "/var/lib/freehold/nginx/challenge", target: "/srv/challenge", read_only: true },
          { type: "bind", source: "/var/lib/freehold/content", target: "/srv/content", read_only: true },
        ],
      },
    },
  });
});

test("an app that is rendered sees its content, and no more of the server", () => {
  const args = ["a".repeat(40), "b".repeat(40), "1024", "rendered"];
  const { status, stdout } = runPython("policy/stack-policy", args, { input: written });
  expect(status).toBe(0);
  expect(parsed(stdout).services.app.volumes).toEqual([
    { type: "bind", source: "/var/lib/freehold/content", target: "/srv/content", read_only: true },
    { type: "tmpfs", target: "/tmp" },
  ]);
});

test("an author cannot choose the release that the page claims", () => {
  const [judged] = judgeStacks([written.replace("A=1", "FREEHOLD_RELEASE=1")]);
  expect(parsed(judged?.stdout).services.app.environment["FREEHOLD_RELEASE"]).toBe("a".repeat(12));
});
