import { describe, expect, it } from "vitest";
import { sshdKilobytes, withStrangers } from "../../support/ssh/strangers";
import { the } from "./the-site";

const many = { addresses: 50, each: 10 };

describe("500 connections without a key, from 50 other addresses", () => {
  it.each(["silent", "banner", "kex"] as const)("%s: author and operator get in at every try", async (mode) => {
    const server = `freehold-${the.site.stack}`;
    const seen = await withStrangers(server, mode, many, async () => {
      const statuses: (number | null)[] = [];
      let most = 0;
      for (let i = 0; i < 5; i++) {
        statuses.push((await the.author.ask("help")).status, (await the.site.ssh("operator", "true")).status);
        most = Math.max(most, await sshdKilobytes(server));
      }
      return { statuses, most };
    });
    expect(seen.statuses).toEqual(Array(10).fill(0));
    expect(seen.most).toBeGreaterThan(0);
    expect(seen.most).toBeLessThan(80_000);
  });

  it("eight at once from one address that is known get in, too", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => the.author.ask("help")));
    expect(all.map(({ status }) => status)).toEqual(Array(8).fill(0));
  });
});
