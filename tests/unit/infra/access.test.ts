import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { knownHostsName, ownRemoteLines, remoteLines } from "../../../infra/access";

it("an author elsewhere pins the host key and adds the remote with two lines", () => {
  expect(remoteLines("127.0.0.1", 2222, "ssh-ed25519 AAAA freehold-dev")).toEqual([
    "mkdir -p ~/.ssh && echo '[127.0.0.1]:2222 ssh-ed25519 AAAA' >> ~/.ssh/known_hosts",
    "git remote add server ssh://author@127.0.0.1:2222/blog",
  ]);
});

it("port 22 needs no mention", () => {
  expect(knownHostsName("203.0.113.7", 22)).toBe("203.0.113.7");
  expect(remoteLines("203.0.113.7", 22, "ssh-ed25519 AAAA")[1]).toBe(
    "git remote add server ssh://author@203.0.113.7/blog",
  );
});

it("this checkout uses the operator's key by its own ssh_config", () => {
  expect(ownRemoteLines("dev")).toEqual([
    "git remote add server freehold-dev:blog",
    `git config core.sshCommand "ssh -F '$PWD/.freehold/dev/ssh_config.git'"`,
  ]);
});

it.each(["/home/ada/it's mine", '/home/ada/a "b" $c'])(
  "a folder with a quote in its name is written out: %s",
  (folder) => {
    const [, line = ""] = ownRemoteLines("dev", folder);
    const command = execFileSync("sh", ["-c", `git() { printf %s "$3"; }; ${line}`], { encoding: "utf8" });
    expect(execFileSync("sh", ["-c", `ssh() { printf %s "$2"; }; ${command}`], { encoding: "utf8" })).toBe(
      `${folder}/.freehold/dev/ssh_config.git`,
    );
  },
);
