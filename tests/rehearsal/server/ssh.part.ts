import { describe, expect, it } from "vitest";
import { logIn, logInOften, underAttack } from "../../support/ssh/attack";
import { serverFixture } from "./fixture";

/** The longer form, with all kinds of attack and 500 addresses, is ssh.rehearse.ts. */
describe("SSH under attack", () => {
  it("500 connections from 50 addresses that stop in the middle keep nobody out, and sshd stays small", async () => {
    const { result, counts } = await underAttack(serverFixture.site, ["kex!", 50, 10], () =>
      logInOften(serverFixture.site, 8),
    );
    expect(result.failed).toEqual([]);
    expect(result.memory).toBeLessThan(80);
    expect(counts.open).toBeGreaterThan(4);
  });

  it("eight commands at once from one address, as several authors behind one router have: all get in", async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => logIn(serverFixture.site, "author")));
    expect(results.filter(({ status }) => status !== 0)).toEqual([]);
  });

  it("sshd knows every word of its configuration, and nobody is shut out for what another did at the same address", async () => {
    expect(
      await serverFixture.server(
        "sshd -t && sshd -T | grep -iE '^(maxstartups|persourcemaxstartups|persourcepenalties|logingracetime) '",
      ),
    ).toBe("logingracetime 20\nmaxstartups 27:30:27\npersourcemaxstartups 10\npersourcepenalties no");
    expect(await serverFixture.server("systemctl show ssh.service -p OOMPolicy --value")).toBe("continue");
  });
});
