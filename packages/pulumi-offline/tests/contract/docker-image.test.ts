import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { Secret } from "../../standins/provider/values";
import { base, docker, leftovers, needBase, prefix, sweep } from "./docker";
import { Plugin } from "./plugin";

// Sources: kreuzwerker/terraform-provider-docker, internal/provider/resource_docker_image.go and …_image_funcs.go.
const type = "docker:index/remoteImage:RemoteImage";
const plugin = new Plugin("docker");
const name = `${prefix}-img:1`;
const context = mkdtempSync(join(tmpdir(), "freehold-context-"));
let baseId: string;

function write(files: Record<string, string>): void {
  rmSync(context, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(context, path)), { recursive: true });
    writeFileSync(join(context, path), text);
  }
}

beforeAll(async () => {
  baseId = await needBase();
  await plugin.start();
});
beforeEach(sweep);
afterAll(async () => {
  await sweep();
  await plugin.stop();
  rmSync(context, { recursive: true, force: true });
});

/** All paths below /c in an image, read without starting anything. */
async function files(image: string): Promise<string[]> {
  const container = await docker.createContainer({
    name: `${prefix}-ls`,
    Image: image,
    Cmd: ["find", "/c", "-type", "f"],
    Tty: true,
  });
  await container.start();
  await container.wait();
  const out = (await container.logs({ stdout: true })).toString();
  await container.remove();
  return out.split(/\r?\n/).filter(Boolean).sort();
}

it("a local image is taken as it is; id is the image's id and the name (resourceDockerImageCreate)", async () => {
  const { id, outputs } = await plugin.create(type, { name: base, keepLocally: true });
  expect([id, outputs["imageId"]]).toEqual([baseId + base, baseId]);
  await plugin.delete(type, id, outputs);
  expect((await docker.getImage(base).inspect()).Id).toBe(baseId);
});

it("builds with arguments, labels, target and further tags; streams the builder's lines", async () => {
  write({ "sub/My.dockerfile": `FROM ${base} AS one\nARG A\nRUN echo got-$A\nFROM ${base} AS two\nRUN false\n` });
  plugin.lines.length = 0;
  const build = {
    context,
    dockerfile: "sub/My.dockerfile",
    buildArgs: { A: "arg" },
    labels: { l: "v" },
    target: "one",
    tags: [`${prefix}-img:more`],
  };
  const { id, outputs } = await plugin.create(type, { name, build });
  const info = await docker.getImage(name).inspect();
  expect([id, outputs["imageId"], info.Config.Labels?.["l"], outputs["repoDigest"]]).toEqual([
    info.Id + name,
    info.Id,
    "v",
    "",
  ]);
  expect((await docker.getImage(`${prefix}-img:more`).inspect()).Id).toBe(info.Id);
  expect(plugin.lines.map((line) => line.message)).toContain("got-arg");
});

it("heeds .dockerignore, exceptions and all; an ignored Dockerfile still builds (docker/cli)", async () => {
  write({
    Dockerfile: `FROM ${base}\nCOPY . /c\n`,
    ".dockerignore": "*\n!keep\nkeep/not.txt\n!deep/a/b.txt\n",
    "keep/yes.txt": "1",
    "keep/not.txt": "1",
    "drop.txt": "1",
    "deep/a/b.txt": "1",
    "deep/a/c.txt": "1",
  });
  await plugin.create(type, { name, build: { context } });
  expect(await files(name)).toEqual(["/c/deep/a/b.txt", "/c/keep/yes.txt"]);
});

it("a failed build carries Docker's text and the output, without secrets; the name is not made", async () => {
  write({ Dockerfile: `FROM ${base}\nARG T\nRUN echo token $T; exit 7\n` });
  // forceRemove: the engine would keep the container that failed.
  const build = { context, forceRemove: true, buildArgs: { T: new Secret("s3cret-value") } };
  const message = await plugin.create(type, { name, build }).then(String, (error: Error) => error.message);
  expect(message).toMatch(
    /^Unable to build image .*: The command '\/bin\/sh -c echo token \$T; exit 7' returned a non-zero code: 7/,
  );
  expect([message.includes("token [secret]"), message.includes("s3cret-value")]).toEqual([true, false]);
  expect(await leftovers()).toEqual([]);
});

it("a context that is not there is one plain message", async () => {
  await expect(plugin.create(type, { name, build: { context: "/nowhere" } })).rejects.toThrow(
    `Unable to build image ${name}: cannot read the build context /nowhere: ENOENT`,
  );
});

it("gone on read; deleting it once more is no error; keepLocally keeps it", async () => {
  write({ Dockerfile: `FROM ${base}\nLABEL a=b\n` });
  const inputs = { name, build: { context } };
  const { id, outputs } = await plugin.create(type, inputs);
  expect((await plugin.read(type, id, outputs, inputs))?.outputs).toEqual(outputs);
  await plugin.delete(type, id, { ...outputs, keepLocally: true });
  expect(await leftovers()).toEqual([name]);
  await plugin.delete(type, id, outputs);
  expect(await leftovers()).toEqual([]);
  expect(await plugin.read(type, id, outputs, inputs)).toBeUndefined();
  await plugin.delete(type, id, outputs);
});

it("ours: removing a replaced image leaves its name with the new one (the official plugin removes the name)", async () => {
  const inputs = { name, build: { context } };
  write({ Dockerfile: `FROM ${base}\nLABEL v=1\n` });
  const old = await plugin.create(type, inputs);
  write({ Dockerfile: `FROM ${base}\nLABEL v=2\n` });
  const fresh = await plugin.create(type, inputs);
  await plugin.delete(type, old.id, old.outputs);
  expect((await docker.getImage(name).inspect()).Id).toBe(fresh.outputs["imageId"]);
  await expect(docker.getImage(old.outputs["imageId"] as string).inspect()).rejects.toThrow("no such image");
});

it.each([
  ["triggers replace (schema: triggers)", { triggers: { h: "2" } }, { triggers: "update-replace" }],
  ["build replaces", { build: { context: "/b" } }, { build: "update-replace" }],
  ["keepLocally updates", { keepLocally: true }, { keepLocally: "add" }],
])("diff: %s", async (_what, change, changes) => {
  const inputs = { name, build: { context: "/a" }, triggers: { h: "1" } };
  const diff = await plugin.diff(type, "id", { ...inputs, imageId: "sha256:1" }, inputs, { ...inputs, ...change });
  expect(diff).toEqual({ changes, deleteBeforeReplace: false });
});

it("ours: unsupported build inputs are refused by path", async () => {
  const { failures } = await plugin.check(type, { name, build: { context: "/a", secrets: [{ id: "x" }] } });
  expect(failures).toEqual({
    "build.secrets": `stand-in for docker: input \`build.secrets\` of ${type} is not supported; install the official plugin`,
  });
});
