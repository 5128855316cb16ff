import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, run, succeeded, until } from "../support/rehearsal/run";
import { post } from "../support/release/author";
import { powerCut } from "../support/release/fault";
import { backAfter, containers, expectWhole } from "../support/release/whole";
import { releaseFixture } from "./release/fixture";

const base = "debian:trixie-slim";
const command = "/usr/local/lib/freehold/upkeep/upkeep";

interface Release {
  readonly release: string;
  readonly how: string;
  readonly result: string;
  readonly reason?: string;
}

let live = "";

beforeAll(async () => {
  await releaseFixture.start("upkeep");
  live = releaseFixture.author.main();
});
afterAll(() => releaseFixture.site.remove());

const inServer = async (words: string) => succeeded(await releaseFixture.site.inServer(words)).output.trim();
const upkeep = () => releaseFixture.site.inServer(command);
const status = async () => (await releaseFixture.author.ask("status")).output;

async function lastRelease(): Promise<Release> {
  const { output } = succeeded(await releaseFixture.author.ask("releases", "--json"));
  return (JSON.parse(output) as { releases: Release[] }).releases.at(-1) as Release;
}

const imageOf = (service: string) =>
  inServer(`docker service inspect blog_${service} --format '{{.Spec.TaskTemplate.ContainerSpec.Image}}'`);

/** Where the mirrors' names lead, a line of a hosts file; empty: to the mirrors. */
const mirrorsAt = (line: string) =>
  ask("docker", [
    "exec",
    `freehold-${releaseFixture.site.stack}-link-local`,
    "bash",
    "-c",
    `echo '${line}' > /srv/names/mirrors`,
  ]);

/** Gives the server's store another image under a name: the same with one package that its mirror has newer. */
const makeOld = (name: string, thePackage: string, ...changes: string[]) =>
  inServer(`set -euo pipefail
    docker create --name old ${name} true >/dev/null; docker cp old:/var/lib/dpkg/status /run/status
    sed -i '/^Package: ${thePackage}$/,/^$/s/^Version: .*/Version: 0.1/' /run/status
    docker cp /run/status old:/var/lib/dpkg/status
    docker commit ${changes.map((one) => `--change '${one}'`).join(" ")} old ${name} >/dev/null; docker rm old >/dev/null`);

describe("a tree that never changes", () => {
  it("has nothing to do where nothing changed", async () => {
    const app = await containers(releaseFixture.author, "app");
    const { output } = succeeded(await upkeep());
    console.log(output);
    expect(output).toContain("upkeep: well: no image has newer packages");
    expect((await lastRelease()).how).not.toBe("upkeep");
    expect(await containers(releaseFixture.author, "app")).toEqual(app);
    expect(await status()).toMatch(/^upkeep .*, well: no image has newer packages$/m);
  });

  it("gets the newer packages of one image, and no other container starts anew", async () => {
    const [before, app] = [await imageOf("nginx"), await containers(releaseFixture.author, "app")];
    await makeOld(before, "iproute2");
    console.log(succeeded(await upkeep()).output);
    expect(await imageOf("nginx")).toMatch(new RegExp(`^${before}-\\d{14}$`));
    expect(await containers(releaseFixture.author, "app")).toEqual(app);
    expect(await lastRelease()).toMatchObject({ release: live, how: "upkeep", result: "live" });
    expect((await lastRelease()).reason).toBe("nginx: newer iproute2");
    await expectWhole(releaseFixture.author, live);
  });

  it("is built again on another base, once, though the base has an old package", async () => {
    await makeOld(base, "tzdata", "ENV FREEHOLD_BASE=2");
    console.log(succeeded(await upkeep()).output);
    expect((await lastRelease()).reason).toContain("renderer, app, nginx: another base image");
    const [container = ""] = await containers(releaseFixture.author, "app");
    expect(await inServer(`docker exec ${container} printenv FREEHOLD_BASE`)).toBe("2");
    await expectWhole(releaseFixture.author, live);
    expect(succeeded(await upkeep()).output).toContain("upkeep: well: no image has newer packages");
  });

  it("keeps them through a push of content", async () => {
    const [app, nginx] = [
      await containers(releaseFixture.author, "app"),
      await containers(releaseFixture.author, "nginx"),
    ];
    live = releaseFixture.site.commit("A post", { "app/posts/2026-11-20-upkeep.md": post("After upkeep") });
    succeeded(await releaseFixture.author.push());
    await expectWhole(releaseFixture.author, live);
    expect(await containers(releaseFixture.author, "app")).toEqual(app);
    expect(await containers(releaseFixture.author, "nginx")).toEqual(nginx);
  });

  it("stays as it was where the new base breaks the app", async () => {
    const app = await imageOf("app");
    await inServer(`docker tag ${base} kept:base`);
    await makeOld(base, "tzdata", "ENV GUNICORN_CMD_ARGS=--no-such-option", "ENV FREEHOLD_BASE=3");
    const { status: code, output } = await upkeep();
    console.log(output);
    expect(code).toBe(1);
    expect(await lastRelease()).toMatchObject({ release: live, how: "upkeep", result: "refused" });
    expect(await imageOf("app")).toBe(app);
    await expectWhole(releaseFixture.author, live);
    expect(await status()).toMatch(
      /^upkeep +the last upkeep was rolled back, and is tried again in the next window: FH-RELEASE-START/m,
    );
    await inServer(`docker tag kept:base ${base}`);
    expect(succeeded(await upkeep()).output).toContain("upkeep: well");
  });

  it("stays as it was where no mirror answers, and says so", async () => {
    // Refused at once; without an answer apt waits for minutes.
    mirrorsAt("127.0.0.9 deb.debian.org security.debian.org");
    const { status: code, output } = await upkeep();
    mirrorsAt("");
    console.log(output);
    expect(code).toBe(1);
    expect(output).toContain("FH-UPKEEP-PACKAGES");
    expect(output).toContain("FH-UPKEEP-MIRROR");
    await expectWhole(releaseFixture.author, live);
  });

  it("is whole after a power cut in the window, and patched by the next one", async () => {
    await makeOld(base, "tzdata", "ENV FREEHOLD_BASE=4");
    const began = new Promise<void>((resolve) => {
      const onLine = (line: string) => line.includes("starting beside the old site") && resolve();
      void run("docker", ["exec", `freehold-${releaseFixture.site.stack}`, command], { onLine });
    });
    await began;
    powerCut(releaseFixture.author);
    expect((await backAfter(releaseFixture.author, Date.now())).commit).toBe(live);
    await until("the server's own work", 300, async () => {
      const free = "flock -n /run/freehold/release.lock true && flock -n /run/freehold/deploy.lock true";
      return (await releaseFixture.site.inServer(free)).status === 0 || undefined;
    });
    expect(await status()).toContain(", begun: no result yet");
    // A rehearsed server is given its base image again at each boot.
    await makeOld(base, "tzdata", "ENV FREEHOLD_BASE=4");
    console.log(succeeded(await upkeep()).output);
    const [container = ""] = await containers(releaseFixture.author, "app");
    expect(await inServer(`docker exec ${container} printenv FREEHOLD_BASE`)).toBe("4");
    expect(await lastRelease()).toMatchObject({ release: live, how: "upkeep", result: "live" });
    await expectWhole(releaseFixture.author, live);
    // Nothing of the images before is left.
    const names = await inServer("docker images --format '{{.Repository}}:{{.Tag}}' | grep -c ^freehold.invalid/");
    expect(names).toBe("3");
  });
});
