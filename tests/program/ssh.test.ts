import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { makePlan } from "../../infra/plan";
import { readSettings } from "../../infra/settings/read";
import { registeredResources, settled } from "../support/program/registered";

const registered = registeredResources();
const key = (name: string) => ({ public: pulumi.output(`${name} public`), private: pulumi.secret(`${name} private`) });

async function make(raw: Record<string, string> = {}) {
  const reading = readSettings({ target: "ssh", server: "ada@mine.example.org:2222", ...raw });
  if ("problems" in reading) throw new Error(reading.problems.join("\n"));
  const { SshServer } = await import("../../infra/targets/ssh");
  const login = { user: "ada", host: "mine.example.org", port: 2222 };
  const server = new SshServer("ssh", {
    plan: makePlan("blog", reading.settings),
    met: { login, address: "203.0.113.7", hostKey: "ssh-ed25519 AAAA" },
    userData: "I2Nsb3Vk",
    keys: { operator: key("operator"), host: key("host") },
  });
  await settled(server.id);
  return server;
}

const inputs = (name: string) => registered.get(name)?.inputs ?? {};
const environment = {
  STACK: "blog",
  ALIAS: "freehold-blog",
  LOGIN: "ada",
  HOST: "mine.example.org",
  PORT: "2222",
  HOST_KEY: "ssh-ed25519 AAAA",
};

describe("the server of the target ssh", () => {
  it("is one take-over and its way back, and no other resource", async () => {
    await make();
    expect([...registered].map(([name, { type }]) => `${type} ${name}`).sort()).toEqual([
      "command:local:Command give-back",
      "command:local:Command take-over",
      "freehold:targets:SshServer ssh",
    ]);
    expect(inputs("take-over")).toMatchObject({ create: "node infra/targets/ssh/take-over.mjs", environment });
    expect(inputs("take-over")).not.toHaveProperty("delete");
    expect(inputs("give-back")).toMatchObject({
      create: "true",
      delete: "node infra/targets/ssh/give-back.mjs",
      environment,
    });
  });

  it("has keys and user-data by stdin alone, as secrets", async () => {
    await make();
    const stdin = (name: string) => (inputs(name)["stdin"] as { value: string }).value;
    const keys = { operator: "operator private", hostKey: "host public" };
    expect(JSON.parse(stdin("give-back"))).toEqual(keys);
    expect(JSON.parse(stdin("take-over"))).toEqual({ ...keys, userData: "I2Nsb3Vk" });
    expect(JSON.stringify(inputs("take-over")["environment"])).not.toContain("private");
  });

  it("is reached by its name, read at its address or domain, and checked at its address", async () => {
    const bare = await make();
    expect(await settled(bare.sshHost)).toBe("mine.example.org");
    expect(await settled(bare.sshPort)).toBe(2222);
    expect(await settled(bare.address)).toBe("203.0.113.7");
    expect(await settled(bare.url)).toBe("http://203.0.113.7");
    expect(await settled(bare.id)).toBe("take-over-id");
    const named = await make({ domain: "blog.example.org" });
    expect(await settled(named.httpsUrl)).toBe("https://blog.example.org");
    expect(await settled(named.checkUrl)).toBe("http://203.0.113.7");
  });
});
