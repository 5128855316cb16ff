import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cutOff, namesLookedUp, ofRegistries } from "../support/rehearsal/network";
import { ask, succeeded } from "../support/rehearsal/run";
import { post } from "../support/release/author";
import { backAfter, expectWhole } from "../support/release/whole";
import { releaseFixture } from "./release/fixture";

beforeAll(async () => {
  await releaseFixture.start("offline");
  cutOff(releaseFixture.site);
});
afterAll(() => releaseFixture.site.remove());

describe("with the registry and the network gone", () => {
  let first: string;
  let second: string;

  it("a push of a post goes live", async () => {
    first = releaseFixture.author.main();
    second = releaseFixture.site.commit("A post", { "app/posts/2026-11-20-offline.md": post("Without a network") });
    succeeded(await releaseFixture.author.push());
    await expectWhole(releaseFixture.author, second);
  });

  it("a rollback goes back", async () => {
    succeeded(await releaseFixture.author.ask("rollback"));
    await expectWhole(releaseFixture.author, first);
  });

  it("a reboot ends with the same release", async () => {
    ask("docker", ["restart", `freehold-${releaseFixture.site.stack}`]);
    expect((await backAfter(releaseFixture.author, Date.now())).commit).toBe(first);
  });

  it("a lost service and a lost swarm are repaired", async () => {
    for (const harm of ["docker service rm blog_app", "docker swarm leave --force"]) {
      succeeded(await releaseFixture.site.inServer(harm));
      succeeded(await releaseFixture.site.inServer("systemctl restart freehold-site.service"));
      expect((await backAfter(releaseFixture.author, Date.now())).commit).toBe(first);
    }
  });

  it("and no registry's name was ever looked up", async () => {
    const names = await namesLookedUp(releaseFixture.site);
    expect(names.length).toBeGreaterThan(0);
    expect(ofRegistries(names)).toEqual([]);
  });
});
