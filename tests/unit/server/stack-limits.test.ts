import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { judgeStacks } from "./judge-stacks";

const own = readFileSync(resolve(__dirname, "../../../compose.yaml"), "utf8");
const put = (from: string, to: string) => {
  if (!own.includes(from)) throw new Error(`compose.yaml has no ${from}`);
  return own.replace(from, to);
};
const inApp = (line: string) => put("    build: ./app\n", `    build: ./app\n    ${line}\n`);
const networks = Array.from({ length: 300 }, (_, i) => `  n${i}: {}\n`).join("");

/** name, compose.yaml, what the refusal has (its line, key and limit). */
const refused: [string, string, string][] = [
  ["a user by name", put('"10001:10001"', "toor"), "services.app.user must be the number"],
  ["a user by digits of another script", put('"10001:10001"', '"1\u0660"'), "services.app.user must be the number"],
  ["a user with leading zeros", put('"10001:10001"', '"00"'), "services.app.user must be the number"],
  ["root's group", put('"10001:10001"', '"10001:0"'), "services.app.user must be the number"],
  ["a root file system to write to", put("read_only: true", "read_only: false"), "services.app.read_only must be true"],
  ["no memory at all", put("memory: 160M", "memory: 0"), "memory must be a size of 16M or more"],
  ["memory of a byte", put("memory: 160M", "memory: 1b"), "memory must be a size of 16M or more"],
  ["endless memory", put("memory: 160M", "memory: 999999g"), "FH-STACK-MEMORY"],
  ["four tasks that do not fit together", put("replicas: 2", "replicas: 4").replace("160M", "200M"), "FH-STACK-MEMORY"],
  [
    "processes without end",
    put("memory: 160M", "memory: 160M\n          pids: 100000"),
    "pids must be a number from 1 to 1024",
  ],
  [
    "no limit of processes",
    put("memory: 160M", "memory: 160M\n          pids: 0"),
    "pids must be a number from 1 to 1024",
  ],
  [
    "a task that never ends",
    put("stop_grace_period: 40s", "stop_grace_period: 9999999h"),
    "stop_grace_period must be a time from 0s to 120s",
  ],
  [
    "a release that never ends",
    put("delay: 8s", "delay: 99999h"),
    "update_config.delay must be a time from 0s to 600s",
  ],
  [
    "a check each microsecond",
    put("interval: 20s", "interval: 1us"),
    "healthcheck.interval must be a time from 1s to 600s",
  ],
  [
    "a check each millisecond, at the start",
    put("start_interval: 2s", "start_interval: 1ms"),
    "healthcheck.start_interval must be a time from 1s to 60s",
  ],
  ["restarts without a pause", put("delay: 1s", "delay: 0s"), "restart_policy.delay must be a time from 1s to 600s"],
  [
    "a time beyond all numbers",
    put("interval: 20s", "interval: 99999999999999999999h"),
    "healthcheck.interval must be a time",
  ],
  ["a tmpfs of negative size", put("size: 16777216", "size: -1"), "may have target and tmpfs.size only"],
  ["300 networks", own.replace("  edge: {}\n", `  edge: {}\n${networks}`), "FH-STACK-NETWORKS"],
  ["a port by digits of another script", put("published: 80", 'published: "8\u00b2"'), "services.nginx.ports must be"],
];

const allowed = {
  bare: `services:
  app: {build: ./app, networks: [backend]}
  nginx: {build: ./nginx, networks: [backend], ports: [{target: 8080, published: 80, mode: host}]}
networks:
  backend: {internal: true}
`,
  seconds: inApp("stop_grace_period: 1m30s").replace("    stop_grace_period: 40s\n", ""),
};
const latin = (text: string) => Buffer.from(text, "utf8").toString("latin1");
const judged = judgeStacks([...refused.map((row) => row[1]), ...Object.values(allowed)].map(latin));

test.each(refused.map(([name, , words], i) => [name, words, i] as const))("refuses %s", (_name, words, i) => {
  expect(judged[i]).toMatchObject({ status: 1, stdout: "" });
  expect(judged[i]?.stderr).toContain(words);
});

test("a compose.yaml that says nothing gets every limit", () => {
  const { services } = JSON.parse(judged[refused.length]?.stdout ?? "");
  const times = { interval: "10s", timeout: "8s", retries: 3, start_period: "60s", start_interval: "2s" };
  expect(services.app).toMatchObject({
    read_only: true,
    healthcheck: times,
    deploy: { resources: { limits: { memory: "160M", pids: 256 } } },
  });
  expect(services.nginx.deploy).toEqual({ resources: { limits: { memory: "288M", pids: 256 } } });
});

test("a time of minutes and seconds is taken", () => {
  expect(judged[refused.length + 1]).toMatchObject({ status: 0, stderr: "" });
});
