import { expect, it } from "vitest";
import { strayDomains } from "../../../infra/site-url";

const warnings = (where: string[]) => strayDomains("203.0.113.5", new Map([["blog.example.org", where]]));

it("a domain that leads to the server is no matter", () => {
  expect(warnings(["203.0.113.5"])).toEqual([]);
});

it("one that leads nowhere, elsewhere, or elsewhere by IPv6 is named with what to do", () => {
  expect(warnings([])).toEqual([
    "blog.example.org leads nowhere yet; expected 203.0.113.5. Make an A record for it; the certificate comes by itself then.",
  ]);
  expect(warnings(["198.51.100.7"])).toEqual([
    "blog.example.org leads to 198.51.100.7; expected 203.0.113.5 alone. Until its A record is right there is no certificate for it, unless what it leads to passes port 80 on.",
  ]);
  expect(warnings(["203.0.113.5", "2001:db8::7"])[0]).toContain("Until its AAAA record is right");
});

it("each domain has its own sentence", () => {
  expect(
    strayDomains(
      "203.0.113.5",
      new Map([
        ["a.test", []],
        ["b.test", ["203.0.113.5"]],
        ["c.test", []],
      ]),
    ),
  ).toHaveLength(2);
});
