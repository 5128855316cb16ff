import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { operatorWay, ownWay } from "../../../infra/targets/ssh/login.mjs";

/** What ssh itself makes of the arguments. */
function read(way: string[]): Map<string, string> {
  const text = execFileSync("ssh", ["-G", ...way], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return new Map(text.split("\n").map((line) => [line.split(" ", 1)[0] ?? "", line.slice(line.indexOf(" ") + 1)]));
}

const machine = { user: "ada", host: "203.0.113.7", port: 2222, alias: "freehold-blog" };

it("the operator's way has the stack's key and host key alone, from a folder of any name", () => {
  const set = read(operatorWay('/home/ada/my "blog" 100%', machine));
  // As written: ssh puts % for %% when it opens the file.
  expect(set.get("identityfile")).toBe('/home/ada/my "blog" 100%%/operator');
  expect(set.get("userknownhostsfile")).toContain("/known_hosts");
  expect(Object.fromEntries(set)).toMatchObject({
    user: "operator",
    hostname: "203.0.113.7",
    port: "2222",
    hostkeyalias: "freehold-blog",
    stricthostkeychecking: "true",
    batchmode: "yes",
    identitiesonly: "yes",
    identityagent: "none",
    hostkeyalgorithms: "ssh-ed25519",
  });
});

it("the own way takes no host key that is not pinned, and asks nobody", () => {
  const set = read(ownWay("/tmp/known", machine));
  expect(Object.fromEntries(set)).toMatchObject({
    user: "ada",
    port: "2222",
    userknownhostsfile: "/tmp/known",
    globalknownhostsfile: "/dev/null",
    stricthostkeychecking: "true",
    batchmode: "yes",
    controlmaster: "false",
  });
});
