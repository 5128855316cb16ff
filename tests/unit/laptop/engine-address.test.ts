import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { which } from "../../../cli/execute";
import { chosenEngine } from "../../../cli/machine/engine-address";

const hasDocker = (await which("docker")) !== undefined;
const colima = "unix:///home/ada/.colima/default/docker.sock";
let folder: string;
let environment: NodeJS.ProcessEnv;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "freehold-docker-"));
  const { DOCKER_HOST: _, DOCKER_CONTEXT: __, ...others } = process.env;
  environment = { ...others, DOCKER_CONFIG: folder };
});
afterEach(() => rmSync(folder, { recursive: true }));

const docker = (...args: string[]) => execFileSync("docker", args, { env: environment, stdio: "pipe" });

describe.runIf(hasDocker)("the engine of this run", () => {
  it("is the usual one where nobody chose: nothing to say", async () => {
    expect(await chosenEngine(environment)).toBeUndefined();
  });

  it("is that of the chosen context, which Pulumi's plugin does not look for", async () => {
    docker("context", "create", "colima", "--docker", `host=${colima}`);
    docker("context", "use", "colima");
    expect(await chosenEngine(environment)).toBe(colima);
    const minikube = { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: join(folder, "gone") };
    expect(await chosenEngine({ ...environment, ...minikube })).toBe(colima);
  });

  it("is that of DOCKER_CONTEXT, and DOCKER_HOST wins over it", async () => {
    docker("context", "create", "colima", "--docker", `host=${colima}`);
    expect(await chosenEngine({ ...environment, DOCKER_CONTEXT: "colima" })).toBe(colima);
    const both = { ...environment, DOCKER_CONTEXT: "colima", DOCKER_HOST: "unix:///run/mine.sock" };
    expect(await chosenEngine(both)).toBe("unix:///run/mine.sock");
  });
});
