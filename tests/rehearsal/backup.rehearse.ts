import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checkout } from "../support/rehearsal/checkout";
import { toolchain } from "../support/rehearsal/killed";
import { type Result, run, succeeded } from "../support/rehearsal/run";
import { Author, post } from "../support/release/author";

/**
 * The operator's year: a server, a backup, a drill, the server gone, another one from the file, and another laptop. Not modelled: an
 * Oracle account, a certificate by a public CA.
 */
let site: Checkout;
let author: Author;
let first: string;
let live: string;
let file: string;

const folder = () => join(site.folder, ".freehold/backups");
const newest = () =>
  join(
    folder(),
    readdirSync(folder())
      .filter((name) => name.endsWith(".age"))
      .sort()
      .at(-1) ?? "",
  );
const releases = async () =>
  JSON.parse((await site.ssh("author", "releases", "--json")).output.replace(/^.*?\{/s, "{"));
const status = async () => JSON.parse((await site.ssh("author", "status", "--json")).output.replace(/^.*?\{/s, "{"));
const page = async () => (await fetch(site.url)).text();
const named = (stack: string, ...words: string[]): Promise<Result> =>
  run("node", ["cli/run.mjs", ...words, "--stack", stack], { cwd: site.folder, env: site.env });

beforeAll(async () => {
  site = await Checkout.make("saved");
  succeeded(await toolchain(site, "up"));
  author = new Author(site);
  first = site.git("rev-parse", "HEAD");
  live = site.commit("A post", { "app/posts/2026-11-20-saved.md": post("Seen in a backup") });
  succeeded(await author.push());
});
afterAll(() => site.remove());

describe("npm run backup", () => {
  it("is no word of an author's key", async () => {
    const asked = await author.ask("backup create");
    expect(asked.status).toBe(2);
    expect(asked.output).toContain("FH-SSH-COMMAND");
    expect(
      (await site.inServer("runuser -u author -- sudo -n /usr/local/lib/freehold/backup/backup create")).status,
    ).toBe(1);
  });

  it("brings one file that this user alone can read, and the server remembers it", async () => {
    expect((await status()).backup).toBeNull();
    const said = succeeded(await toolchain(site, "backup")).output;
    expect(said).toMatch(
      /backup: \.freehold\/backups\/freehold-saved-\S+\.tar\.age, \d+\.\d MB in \d+\.\d s, of release/,
    );
    const names = readdirSync(folder()).filter((name) => name !== "known_hosts");
    expect(names).toHaveLength(1);
    file = join(folder(), names[0] ?? "");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "latin1").startsWith("age-encryption.org/v1\n-> scrypt ")).toBe(true);
    const { backup, troubles } = await status();
    expect(backup).toMatchObject({ bytes: statSync(file).size, release: live });
    expect(troubles.map(({ word }: { word: string }) => word)).not.toContain("backup");
    expect((await site.inServer("ls -d /var/lib/freehold/backup.*.d")).status).not.toBe(0);
  });

  it("leaves no file where the server cannot make one", async () => {
    await site.inServer("mv /etc/ssh/ssh_host_ed25519_key.pub /etc/ssh/moved");
    const failed = await toolchain(site, "backup");
    await site.inServer("mv /etc/ssh/moved /etc/ssh/ssh_host_ed25519_key.pub");
    expect(failed.status).toBe(1);
    expect(failed.output).toContain("FH-BACKUP-STEP");
    expect(readdirSync(folder()).sort()).toEqual([file.split("/").at(-1), "known_hosts"].sort());
  });
});

describe("npm run drill", () => {
  it("boots a server from the newest backup and finds every address as readers had it", async () => {
    const { output } = succeeded(await toolchain(site, "drill"));
    expect(output).toMatch(/drill: passed in \d+ s: all \d+ addresses have the bytes that readers had/);
    expect(existsSync(join(site.folder, "Pulumi.backup-drill.yaml"))).toBe(false);
    expect((await run("docker", ["inspect", "freehold-backup-drill"])).status).not.toBe(0);
    expect(site.git("for-each-ref", "refs/freehold/backup-drill")).toBe("");
  });
});

describe("npm run restore", () => {
  it("refuses what would not be right, and changes nothing", async () => {
    const before = await releases();
    expect((await toolchain(site, "restore", file)).output).toContain("FH-RESTORE-NOT-EMPTY");
    expect((await named("other", "restore", file)).output).toContain("FH-RESTORE-STACK");
    const half = `${file}.half`;
    writeFileSync(half, readFileSync(file).subarray(0, 70_000));
    expect((await toolchain(site, "restore", half)).output).toContain("FH-BACKUP-DAMAGED");
    rmSync(half);
    expect(await releases()).toEqual(before);
  });

  it("makes the site again after the server is gone, with its history", async () => {
    const before = (await releases()).releases;
    const old = await page();
    succeeded(await toolchain(site, "destroy"));
    site.git("update-ref", "-d", "refs/freehold/saved/main");
    site.git("reset", "--quiet", "--hard", first);
    const said = succeeded(await toolchain(site, "restore", file)).output;
    expect(said).toMatch(/restore: took 2 entries of the list of releases and \d+ days of readers/);
    expect(await page()).toBe(old);
    const after = await releases();
    expect(after.live).toBe(live);
    expect(after.previous).toBe(first);
    expect(after.releases.slice(0, 2)).toEqual(before.slice(0, 2));
    expect((await status()).whole).toBe(true);
  });

  it("and rollback goes where it went before", async () => {
    succeeded(await author.ask("rollback"));
    expect(await page()).not.toContain("Seen in a backup");
    expect((await releases()).live).toBe(first);
  });
});

describe("npm run adopt", () => {
  it("brings state, settings and keys to a clone that has none", async () => {
    const clone = await Checkout.make("elsewhere");
    try {
      rmSync(join(clone.folder, ".state/.pulumi"), { recursive: true, force: true });
      // The one before has the keys of the server before.
      succeeded(await toolchain(site, "backup"));
      const words = ["cli/run.mjs", "adopt", "--stack", "saved", newest()];
      const options = { cwd: clone.folder, env: clone.env };
      const unknown = await run("node", words, options);
      expect(unknown.output).toContain("FH-RESTORE-KEY");
      const trust = /--trust (SHA256:\S+)/.exec(unknown.output)?.[1] ?? "";
      succeeded(await run("node", [...words, "--trust", trust], options));
      const asked = await run("node", ["cli/run.mjs", "author", "status", "--stack", "saved"], options);
      expect(succeeded(asked).output).toContain(first);
      expect(statSync(join(clone.folder, ".freehold/saved/operator")).mode & 0o777).toBe(0o600);
      expect((await run("node", words, options)).output).toContain("FH-ADOPT-EXISTS");
    } finally {
      rmSync(join(clone.folder, ".."), { recursive: true, force: true });
    }
  });
});
