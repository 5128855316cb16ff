import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Checkout } from "../../support/rehearsal/checkout";
import { toolchain } from "../../support/rehearsal/killed";
import { ask, run, succeeded } from "../../support/rehearsal/run";

/** Everything that `up` may leave on this laptop, listed. */
function inventory(site: Checkout) {
  const docker = (kind: string, ...more: string[]) =>
    ask("docker", [kind, "ls", ...more, "--format", kind === "container" ? "{{.Names}}" : "{{.Name}}"])
      .split("\n")
      .filter((name) => name.includes("freehold-gone"))
      .sort();
  const knownHosts = join(homedir(), ".ssh/known_hosts");
  return {
    containers: docker("container", "-a"),
    networks: docker("network"),
    disk: disk !== "" && ask("docker", ["volume", "ls", "-q", "--filter", `name=${disk}`]) !== "",
    files: existsSync(join(site.folder, ".freehold")),
    remotes: site.git("remote"),
    sshCommand: site.git("config", "--default", "", "core.sshCommand"),
    knownHosts: existsSync(knownHosts) && readFileSync(knownHosts, "utf8").includes(`:${site.sshPort} `),
    state: ask("find", [join(site.folder, ".state"), "-name", "gone*"]) !== "",
  };
}

let site: Checkout;
/** The machine's disk, a volume that Docker names. */
let disk = "";
const hadKnownHosts = existsSync(join(homedir(), ".ssh/known_hosts"));

beforeAll(async () => {
  site = await Checkout.make("gone");
});
afterAll(async () => {
  await site.remove();
  if (!hadKnownHosts) ask("rm", ["-f", join(homedir(), ".ssh/known_hosts")]);
});

const nothing = {
  containers: [],
  networks: [],
  disk: false,
  files: false,
  remotes: "origin",
  sshCommand: "",
  knownHosts: false,
};

it("destroy takes all that up and its printed lines made, and fetches the server's main first", async () => {
  expect(inventory(site)).toEqual({ ...nothing, state: true });
  const up = await site.up();
  succeeded(up);
  disk = ask("docker", [
    "inspect",
    "--format",
    '{{range .Mounts}}{{if eq .Type "volume"}}{{.Name}}{{end}}{{end}}',
    "freehold-gone",
  ]);
  const lines = [...up.output.matchAll(/\[\d\]: "(.*)"$/gm)].map((match) => JSON.parse(`"${match[1]}"`) as string);
  expect(lines).toHaveLength(4);
  for (const line of [lines[0], lines[1], lines[2]])
    succeeded(await run("bash", ["-ec", line ?? "false"], { cwd: site.folder, env: site.env }));
  expect(inventory(site)).toEqual({
    containers: ["freehold-gone", "freehold-gone-edge", "freehold-gone-link-local"],
    networks: ["freehold-gone"],
    disk: true,
    files: true,
    remotes: "origin\nserver",
    sshCommand: `ssh -F '${site.folder}/.freehold/gone/ssh_config.git'`,
    knownHosts: true,
    state: true,
  });

  const author = site.commit("By an author", { NOTE: "from an author\n" });
  succeeded(await run("git", ["push", "server", "HEAD:main"], { cwd: site.folder, env: site.env }));
  site.git("reset", "--quiet", "--hard", "HEAD^");

  const destroyed = await toolchain(site, "destroy");
  succeeded(destroyed);
  expect(destroyed.output).toContain(`fetched the server's main (${author.slice(0, 12)}) to refs/freehold/gone/main`);
  expect(destroyed.output).toContain("git merge refs/freehold/gone/main");
  expect(site.git("rev-parse", "refs/freehold/gone/main")).toBe(author);
  expect(inventory(site)).toEqual({ ...nothing, state: false });
});
