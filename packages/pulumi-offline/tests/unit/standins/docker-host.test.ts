import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { contextEntries } from "../../../standins/docker/context";
import { chooseHost, dockerText } from "../../../standins/docker/engine";

const folder = mkdtempSync(join(tmpdir(), "freehold-docker-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function contextFile(name: string, host: string, tls = false): void {
  const digest = createHash("sha256").update(name).digest("hex");
  mkdirSync(join(folder, "contexts", "meta", digest), { recursive: true });
  const meta = { Name: name, Endpoints: { docker: { Host: host } } };
  writeFileSync(join(folder, "contexts", "meta", digest, "meta.json"), JSON.stringify(meta));
  if (tls) mkdirSync(join(folder, "contexts", "tls", digest, "docker"), { recursive: true });
}

describe("where Docker is (docker/cli, resolveContextName)", () => {
  contextFile("desktop", "unix:///home/u/.docker/run/docker.sock");
  contextFile("far", "tcp://10.0.0.1:2376", true);
  writeFileSync(join(folder, "config.json"), JSON.stringify({ currentContext: "desktop" }));

  it.each<[string, NodeJS.ProcessEnv, string | undefined]>([
    ["DOCKER_HOST first", { DOCKER_HOST: "tcp://a", DOCKER_CONTEXT: "far" }, "tcp://a"],
    ["then DOCKER_CONTEXT", { DOCKER_CONTEXT: "far" }, "tcp://10.0.0.1:2376"],
    ["then the current context", {}, "unix:///home/u/.docker/run/docker.sock"],
    ["the context named default is the default socket", { DOCKER_CONTEXT: "default" }, undefined],
  ])("%s", (_what, env, host) => {
    const chosen = { ...env };
    chooseHost(chosen, folder);
    expect(chosen["DOCKER_HOST"]).toBe(host);
  });

  it("a context's certificates come along", () => {
    const env: NodeJS.ProcessEnv = { DOCKER_CONTEXT: "far" };
    chooseHost(env, folder);
    expect([env["DOCKER_TLS_VERIFY"], env["DOCKER_CERT_PATH"]?.startsWith(join(folder, "contexts", "tls"))]).toEqual([
      "1",
      true,
    ]);
  });

  it("without any configuration it is the default socket", () => {
    const env: NodeJS.ProcessEnv = {};
    chooseHost(env, join(folder, "absent"));
    expect(env["DOCKER_HOST"]).toBeUndefined();
  });

  it("a context that is not there is one plain message", () => {
    expect(() => chooseHost({ DOCKER_CONTEXT: "lost" }, folder)).toThrow(
      'Docker context "lost" is not there: see docker context ls',
    );
  });
});

it("Docker's text comes without its HTTP wrapping", () => {
  const wrapped = Object.assign(new Error("(HTTP code 500) server error - x"), {
    statusCode: 500,
    json: { message: "x" },
  });
  expect([dockerText(wrapped), dockerText(new Error("y"))]).toEqual(["x", "y"]);
});

describe("build context", () => {
  const context = join(folder, "ctx");
  const paths = ["Dockerfile", "a.txt", "sub/b.txt", "sub/deep/c.txt", "node_modules/x/index.js"];
  for (const path of paths) {
    mkdirSync(join(context, path, ".."), { recursive: true });
    writeFileSync(join(context, path), "");
  }
  it.each([
    [
      "",
      [
        "Dockerfile",
        "a.txt",
        "node_modules",
        "node_modules/x",
        "node_modules/x/index.js",
        "sub",
        "sub/b.txt",
        "sub/deep",
        "sub/deep/c.txt",
      ],
    ],
    ["node_modules\nsub/deep", ["Dockerfile", "a.txt", "sub", "sub/b.txt"]],
    ["*", ["Dockerfile"]],
    ["*\n!sub/deep", ["Dockerfile", "sub", "sub/deep", "sub/deep/c.txt"]],
    ["**/*.txt", ["Dockerfile", "node_modules", "node_modules/x", "node_modules/x/index.js", "sub", "sub/deep"]],
  ])("under the rules %j", async (rules, expected) => {
    const ignore = join(context, ".dockerignore");
    writeFileSync(ignore, rules);
    expect(await contextEntries(context, "./Dockerfile")).toEqual([".dockerignore", ...expected]);
    rmSync(ignore);
  });
});
