import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { cutOff, namesLookedUp, ofRegistries, reconnect } from "../../support/rehearsal/network";
import { succeeded } from "../../support/rehearsal/run";
import { post } from "../../support/release/author";
import { expectWhole } from "../../support/release/whole";
import { releaseFixture } from "./fixture";

/** What is put before and after nginx/Dockerfile, and the code of the refusal. */
const sources: [string, { first?: string; last?: string; from?: string }, string][] = [
  ["a frontend of its own", { first: "# syntax=docker/dockerfile:1\n" }, "FH-BUILD-SOURCE"],
  ["a copy out of an image", { last: "COPY --from=busybox:1 /bin/busybox /x\n" }, "FH-BUILD-SOURCE"],
  ["a mount of an image", { last: "RUN --mount=type=bind,from=busybox:1,target=/x ls /x\n" }, "FH-BUILD-SOURCE"],
  ["the metadata by ADD", { last: "ADD http://169.254.169.254/opc/v2/ /x\n" }, "FH-BUILD-SOURCE"],
  ["the server's own port by ADD", { last: "ADD http://127.0.0.1/ /x\n" }, "FH-BUILD-SOURCE"],
  ["a repository by ADD", { last: "ADD https://github.com/a/b.git /x\n" }, "FH-BUILD-SOURCE"],
  ["an image of this machine", { from: "FROM 127.0.0.1:2377/x\n" }, "FH-BASE-REGISTRY"],
  ["an image of a registry nobody knows", { from: "FROM registry.attacker.test/x\n" }, "FH-BASE-REGISTRY"],
  ["the server's network", { last: "RUN --network=host true\n" }, "the build of nginx failed"],
  ["a build without a sandbox", { last: "RUN --security=insecure true\n" }, "the build of nginx failed"],
  ["a volume", { last: "VOLUME /data\n" }, "FH-IMAGE-VOLUME"],
  ["labels of 20 kB", { last: `LABEL x=${"y".repeat(20_000)}\n` }, "FH-IMAGE-LABELS"],
];

/** Every address of the server that a container might try, and the ports of sshd and the swarm. */
const knock = `RUN for a in 10.201.0.1 10.202.0.1 10.0.0.2 10.77.255.253 169.254.169.254; do for p in 22 80 2377 7946; do \\
  (timeout 3 bash -c "exec 3<>/dev/tcp/$a/$p" 2>/dev/null && echo "OPEN $a:$p") & done; done; wait; echo knocked; exit 7
`;
const dockerfile = () => readFileSync(join(releaseFixture.site.folder, "nginx/Dockerfile"), "utf8");

describe("a build", () => {
  let before: string;
  beforeAll(() => {
    before = releaseFixture.author.main();
  });

  it("may read its folder and its FROM images, and nothing else", async () => {
    const seen: Record<string, string> = {};
    for (const [name, { first = "", last = "", from }, code] of sources) {
      const text = from === undefined ? dockerfile() : dockerfile().replace(/^FROM .*\n/, from);
      releaseFixture.site.commit(name, { "nginx/Dockerfile": `${first}${text}${last}` });
      const push = await releaseFixture.author.push();
      seen[name] = push.status === 1 && push.output.includes(`${code}`) ? code : push.output;
      releaseFixture.author.back(before);
    }
    expect(seen).toEqual(Object.fromEntries(sources.map(([name, , code]) => [name, code])));
    await expectWhole(releaseFixture.author, before);
  });

  it("reaches no port that the server itself listens on, and not the metadata; the site is everybody's", async () => {
    releaseFixture.site.commit("Knock", { "nginx/Dockerfile": `${dockerfile()}USER root\n${knock}` });
    const push = await releaseFixture.author.push();
    releaseFixture.author.back(before);
    expect(push.output).toContain("knocked");
    const open = [...push.output.matchAll(/^remote: #\d+ [\d.]+ OPEN (\S+)/gm)].map((match) => match[1]);
    expect(open.filter((place) => !place?.endsWith(":80") || place.startsWith("169.254."))).toEqual([]);
  });

  it("is ended before it takes the last of the disk, and leaves nothing", async () => {
    // The rehearsal's disk is the laptop's, which no test may fill: what must stay free is raised instead.
    const free = Number(
      (await releaseFixture.site.inServer("df --output=avail -m /var/lib/docker | tail -n 1")).output,
    );
    const limits = "/usr/local/lib/freehold/release/limits.py";
    await releaseFixture.site.inServer(
      `sed -i.before 's/^LEAST_DISK_MB = .*/LEAST_DISK_MB = ${free - 1000}/' ${limits}`,
    );
    const fill = "USER root\nRUN head -c 2000000000 /dev/zero > /fill; sleep 120\n";
    releaseFixture.site.commit("Fill", { "nginx/Dockerfile": `${dockerfile()}${fill}` });
    const push = await releaseFixture.author.push();
    releaseFixture.author.back(before);
    await releaseFixture.site.inServer(`mv ${limits}.before ${limits}`);
    expect(push.status).toBe(1);
    expect(push.output).toContain("REFUSED: FH-DISK-FULL: the build of nginx left less than");
    const left = await releaseFixture.site.inServer("find /var/lib/docker/overlay2 -maxdepth 3 -name fill | wc -l");
    expect(left.output.trim()).toBe("0");
  });
});

describe("every container", () => {
  it("has a limit of memory and processes, and is not root", async () => {
    const format = "{{.HostConfig.Memory}} {{.HostConfig.PidsLimit}} {{.HostConfig.ReadonlyRootfs}} {{.Config.User}}";
    const ids = "$(docker ps -q --filter label=com.docker.stack.namespace=blog)";
    const { output } = await releaseFixture.site.inServer(
      `docker inspect --format '${format}' ${ids} | sort | uniq -c`,
    );
    expect(output.trim().split(/\s*\n\s*/)).toEqual(["2 167772160 256 true 10001:10001", "1 301989888 256 true 33:33"]);
  });
});

describe("registries", () => {
  it("no name of one was ever looked up, in all releases of this server", async () => {
    const names = await namesLookedUp(releaseFixture.site);
    expect(names.length).toBeGreaterThan(0);
    expect(ofRegistries(names)).toEqual([]);
  });

  it("a push of a post needs none", async () => {
    const commit = releaseFixture.site.commit("A post", {
      "app/posts/2026-11-20-offline.md": post("Without a registry"),
    });
    cutOff(releaseFixture.site);
    const push = await releaseFixture.author.push();
    reconnect(releaseFixture.site);
    succeeded(push);
    await expectWhole(releaseFixture.author, commit);
  });
});
