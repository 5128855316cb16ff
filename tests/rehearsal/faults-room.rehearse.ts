import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { amounts, reasons, underLoad } from "../support/load/under-load";
import { post } from "../support/release/author";
import { nextPushWorks } from "../support/release/fault";
import { onFullDisk } from "../support/release/full-disk";
import { expectWhole } from "../support/release/whole";
import { releaseFixture } from "./release/fixture";

beforeAll(() => releaseFixture.start("room"));
afterAll(() => releaseFixture.site.remove());

const light = { ...amounts.test, atLeast: 500 };
const read = (path: string) => readFileSync(join(releaseFixture.site.folder, path), "utf8");

/** Pushes what must be refused, under readers, and sees that nobody noticed. */
async function refused(files: Record<string, string>, ...words: string[]): Promise<void> {
  const before = releaseFixture.author.main();
  releaseFixture.site.commit("Too much", files);
  const { result: push, report } = await underLoad(releaseFixture.site.url, light, () => releaseFixture.author.push());
  releaseFixture.author.back(before);
  expect(push.status).toBe(1);
  for (const word of words) expect(push.output).toContain(word);
  expect(reasons(report)).toEqual({});
  await expectWhole(releaseFixture.author, before);
}

describe("a build", () => {
  it("that takes all memory is killed, and the site is not", async () => {
    // In the stage that a server builds (`serving`).
    const hog = read("app/Dockerfile").replace(
      "EXPOSE 8000\n",
      'RUN python3 -c "x = bytearray(2000000000)"\nEXPOSE 8000\n',
    );
    await refused(
      { "app/Dockerfile": hog },
      "REFUSED: FH-BUILD-MEMORY: the build of app took more memory than a build may have (",
    );
    await nextPushWorks(releaseFixture.author);
  });

  it("of a template that loops for ever ends, and says why", async () => {
    const loop = `{% set ns = namespace(n=0) %}{% for i in range(10**9) %}{% for j in range(10**9) %}{% endfor %}{% endfor %}`;
    const page = read("app/templates/index.html").replace("{% block", `${loop}{% block`);
    await refused(
      { "app/templates/index.html": page },
      "templates/index.html:3: the template took more than 5 s of processor time",
      "REFUSED: FH-RENDER-FAILED: ",
    );
    await nextPushWorks(releaseFixture.author);
  });

  it("of an image that does not fit on the disk is refused with numbers, before it begins", async () => {
    // The rehearsal's disk is the laptop's, which no test may fill: what counts as enough is raised instead.
    const free = (await releaseFixture.site.inServer("df --output=avail -m /var/lib/docker | tail -n 1")).output.trim();
    const limits = "/usr/local/lib/freehold/release/limits.py";
    const enough = Number(free) * 2;
    await releaseFixture.site.inServer(`sed -i.before 's/^MIN_DISK_MB = .*/MIN_DISK_MB = ${enough}/' ${limits}`);
    await refused(
      { "app/blog/headers.py": `${read("app/blog/headers.py")}\n# No room\n` },
      "REFUSED: FH-DISK-FULL: not enough disk:",
      `needs ${enough} MB`,
    );
    await releaseFixture.site.inServer(`mv ${limits}.before ${limits}`);
    await nextPushWorks(releaseFixture.author);
  });
});

describe("a disk that is full to the last byte", () => {
  it("refuses the release; the site goes on, and the next one works when there is room again", async () => {
    await onFullDisk(releaseFixture.site, () =>
      refused({ "app/posts/2026-11-20-full.md": post("No byte left") }, "No space left on device", "REFUSED:"),
    );
    await nextPushWorks(releaseFixture.author);
  });
});

describe("sixty releases in a row", () => {
  const used = async () =>
    Number(
      (
        await releaseFixture.site.inServer(
          "du -sm --exclude=overlay2/*/merged /var/lib/docker /var/lib/freehold | awk '{n += $1} END {print n}'",
        )
      ).output,
    );

  /** Without the pauses that watch a release: a quarter of a minute each, not more than half. */
  const hasty = () =>
    read("compose.yaml")
      .replaceAll("delay: 8s", "delay: 0s")
      .replaceAll(/monitor: \d+s/g, "monitor: 1s");

  it("do not grow the disk after the fifth", { timeout: 3_600_000 }, async () => {
    let after = 0;
    releaseFixture.site.commit("In haste", { "compose.yaml": hasty() });
    for (let i = 1; i <= 60; i++) {
      releaseFixture.site.commit(`Release ${i}`, { "app/posts/2026-11-20-many.md": post(`Release ${i}`) });
      expect(await releaseFixture.author.push()).toMatchObject({ status: 0 });
      if (i === 6) after = await used();
    }
    const end = await used();
    console.log(JSON.stringify({ releases: 60, megabytesAfterSixth: after, megabytesAfterLast: end }));
    // The journal and the list of releases grow by a few lines each.
    expect(end - after).toBeLessThan(20);
  });
});
