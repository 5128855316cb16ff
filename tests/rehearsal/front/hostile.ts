import { expect, it } from "vitest";
import { attack } from "../../support/nginx/attack";
import { mark } from "../../support/nginx/hostile";
import { ask } from "../../support/nginx/raw";
import { frontFixture } from "./fixture";

const megabyte = 1024 * 1024;

/** The same request ids and dates would be a wonder; the body is what readers see. */
const pages = async () => {
  const all = ["/", "/posts/a-planet-from-the-garden", "/about", "/feed.xml", "/search?q=star", "/release.json"];
  return Promise.all(all.map(async (path) => (await ask(frontFixture.inside, path)).body));
};

/** @param count requests; a quarter of them more go before, so that what is only warm does not look like growth */
export function hostileTests(count: number): void {
  it(`${count} hostile requests: no failure, no leak, nothing smuggled, memory flat, the pages as before`, async () => {
    const since = await frontFixture.now();
    const before = await pages();
    await attack(frontFixture.inside, 1, count / 4);
    const memory = [await frontFixture.memory("nginx"), await frontFixture.memory("app")];
    const { findings, statuses } = await attack(frontFixture.inside, 2, count);
    console.log(`statuses of ${count} hostile requests: ${JSON.stringify(statuses)}`);
    expect(findings).toEqual([]);
    expect(Object.keys(statuses)).toEqual(expect.arrayContaining(["200", "400", "404", "405", "501"]));
    const after = [await frontFixture.memory("nginx"), await frontFixture.memory("app")];
    console.log(
      `memory of nginx and app, MB: ${[...memory, ...after].map((n) => Math.round(n / 1e5) / 10).join(", ")}`,
    );
    after.forEach((bytes, i) => {
      expect(bytes - (memory[i] as number)).toBeLessThan(6 * megabyte);
    });
    expect(await pages()).toEqual(before);
    expect(await frontFixture.log("app", since)).not.toContain(mark);
    expect(await frontFixture.server("docker ps -q --filter health=unhealthy")).toBe("");
  });

  it("the access log is JSON to the last line, names no whole address and no question", async () => {
    const lines = (await frontFixture.log("nginx", "-1 hour")).split("\n").filter((line) => !line.includes("[notice]"));
    expect(lines.length).toBeGreaterThan(count / 2);
    for (const line of lines) {
      const { network, path } = JSON.parse(line) as Record<string, string>;
      expect(network).toMatch(/^(\d+\.\d+\.\d+\.0\/24)$/);
      expect(path).not.toContain("?");
    }
  });
}
