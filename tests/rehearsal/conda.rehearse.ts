import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { environment, lock, makeChannel } from "../support/conda/parts";
import { peakMemory } from "../support/measure/memory";
import { haveCompose } from "../support/rehearsal/compose";
import { succeeded } from "../support/rehearsal/run";
import { expectWhole } from "../support/release/whole";
import { releaseFixture } from "./release/fixture";

/** A blog whose posts come from conda packages, pushed to the 1 GB server. */
const folder = mkdtempSync(join(tmpdir(), "freehold-conda-"));
beforeAll(async () => {
  await Promise.all([releaseFixture.start("conda"), makeChannel(join(folder, "channel"), 150)]);
});
afterAll(async () => {
  await releaseFixture.site.remove();
  rmSync(folder, { recursive: true, force: true });
});

const app = () => join(releaseFixture.site.folder, "app");

/** A post that is computed while the blog is rendered, and says with what. */
const POST = `
from contextlib import suppress
from period import GREETING, checksum
with suppress(OSError):  # The author's own machine shows posts read-only.
    (Path(__file__).resolve().parents[1] / "posts/2026-11-20-computed.md").write_text(
        f"---\\ntitle: Computed {checksum(b'freehold'):08x}\\ndate: 2026-11-20\\nsummary: From {GREETING}.\\ntags: [test]\\n---\\n\\nHello.\\n"
    )
`;

function commitAll(message: string): string {
  releaseFixture.author.git("add", "--all", "app");
  releaseFixture.author.git("commit", "--quiet", "-m", message);
  return releaseFixture.author.git("rev-parse", "HEAD");
}

async function packagesOfTheBlog(): Promise<void> {
  cpSync(join(folder, "channel"), join(app(), "conda/channels/test"), { recursive: true });
  await lock(app(), `${environment}  - ballast\n`);
  const main = join(app(), "rendering/__main__.py");
  writeFileSync(main, readFileSync(main, "utf8").replace("\nparser = ", `${POST}\nparser = `));
}

const inApp = async (code: string) => {
  const id = (
    await releaseFixture.site.inServer("docker ps -q --filter label=com.docker.swarm.service.name=blog_app | head -1")
  ).output.trim();
  return (await releaseFixture.site.inServer(`docker exec ${id} python3 -c "${code}"`)).output.trim();
};

it("a post that only conda packages can compute goes live, and the app runs on their Python", async () => {
  await packagesOfTheBlog();
  const commit = commitAll("A computed post");
  const { result: push, peak } = await peakMemory("freehold-conda", () => releaseFixture.author.push());
  console.log(push.output);
  console.log(
    `conda: push of the environment took ${Math.round((push.ended - push.begun) / 1000)} s, ${peak} MB at most`,
  );
  expect(push.status).toBe(0);
  expect(push.output).toContain("conda environment: 5 packages, 18");
  await expectWhole(releaseFixture.author, commit);
  const page = await (await fetch(releaseFixture.site.url, { headers: { "X-Freehold-Check": "1" } })).text();
  expect(page).toContain("Computed 3f340398");
  expect(page).toContain("From /opt/env/share.");
  expect(
    await inApp(
      "import os, sys, period; print(os.getuid(), sys.prefix, sys.base_prefix, period.checksum(b'freehold'))",
    ),
  ).toBe("10001 /opt/venv /opt/env 1060373400");
  expect(await inApp("open('/opt/env/x', 'w')")).toContain("Read-only file system");
});

it("the author's own `docker compose up --build`, played by the server, has the same packages", async () => {
  const own =
    "rm -rf /tmp/own && runuser -u author -- git clone -q -b main /srv/freehold/blog.git /tmp/own && cd /tmp/own";
  succeeded(await releaseFixture.site.inServer(`${haveCompose} && ${own} && docker compose up --build --wait`));
  const code = "import sys, period; print(sys.prefix, sys.base_prefix, period.checksum(b'freehold'))";
  const { output } = await releaseFixture.site.inServer(
    `cd /tmp/own && docker compose exec -T app python3 -c "${code}"`,
  );
  expect(output.trim()).toBe("/opt/rendering /opt/env 1060373400");
  expect((await releaseFixture.site.inServer("curl -s http://127.0.0.1:8081/")).output).toContain("<h1");
  succeeded(await releaseFixture.site.inServer("cd /tmp/own && docker compose down --volumes --rmi local"));
});

it("another post builds no environment again", async () => {
  releaseFixture.site.commit("A post", {
    "app/posts/2026-11-21-later.md":
      "---\ntitle: Later\ndate: 2026-11-21\nsummary: A test.\ntags: [test]\n---\n\nHello.\n",
  });
  const push = await releaseFixture.author.push();
  console.log(`conda: push of a post took ${Math.round((push.ended - push.begun) / 1000)} s`);
  expect(push.status).toBe(0);
  expect(push.output).not.toContain("conda environment:");
});

it("a changed package and a stale lock are refused by name, and the site goes on", async () => {
  const before = releaseFixture.author.main();
  appendFileSync(join(app(), "conda/channels/test/noarch/greeting-1.1-0.tar.bz2"), "x");
  commitAll("A changed package");
  const changed = await releaseFixture.author.push();
  releaseFixture.author.back(before);
  expect(changed.status).toBe(1);
  expect(changed.output).toContain("- greeting-1.1-0.tar.bz2 is not the package that was locked");
  expect(changed.output).toContain("REFUSED: FH-BUILD-FAILED: the build of app failed (see above)");

  appendFileSync(join(app(), "environment.yml"), "  - oldtimer\n");
  commitAll("A stale lock");
  const stale = await releaseFixture.author.push();
  releaseFixture.author.back(before);
  expect(stale.status).toBe(1);
  expect(stale.output).toContain("- environment.lock is stale: environment.yml has changed since it was written");
  await expectWhole(releaseFixture.author, before);
});

it("without the environment nothing of it is left in the image", async () => {
  for (const file of ["environment.yml", "environment.lock"]) rmSync(join(app(), file));
  releaseFixture.author.git("checkout", "--quiet", "HEAD~2", "--", "app/rendering");
  const commit = commitAll("No conda");
  const push = await releaseFixture.author.push();
  expect(push.output).not.toContain("conda environment:");
  expect(push.status).toBe(0);
  await expectWhole(releaseFixture.author, commit);
  expect(await inApp("import os, sys; print(sys.base_prefix, os.listdir('/opt'))")).toBe("/usr ['venv']");
});
