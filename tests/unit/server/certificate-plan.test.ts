import { describe, expect, it, test } from "vitest";
import { evaluate, value } from "./certificate-python";

const [hour, day] = [3600, 86_400];

describe("what is wanted", () => {
  it.each([
    ["off", 'plan_of({"https": "off"}, urls)', null],
    ["an address that is not known yet", 'plan_of(settings, ["http://x"])', null],
    ["a domain", "plan.names", ["blog.test", "www.blog.test"]],
    ["no domain: the address", "[bare.names, bare.bare, plan.bare]", [["203.0.113.5"], true, false]],
  ])("%s", (_, expression, expected) => expect(value(expression)).toEqual(expected));
});

describe("what is to be done", () => {
  it.each([
    ["no certificate: ask", "decide(plan, None, {}, 0, False)", "ask"],
    ["a fresh one: keep", "decide(plan, both, {}, D, False)", "keep"],
    ["a name more: ask", 'decide(plan, cert("blog.test"), {}, D, False)', "ask"],
    ["a name less: keep", 'decide(bare, cert("203.0.113.5", "old.test"), {}, D, False)', "keep"],
    ["another CA: ask", 'decide(plan, cert("blog.test", "www.blog.test", server="x"), {}, D, False)', "ask"],
    ["two thirds over: ask", "decide(plan, both, {}, 60 * D, False)", "ask"],
    ["before that: keep", "decide(plan, both, {}, 60 * D - 1, False)", "keep"],
    ["from the future: ask", 'decide(plan, cert("blog.test", "www.blog.test", begins=2 * D), {}, D, False)', "ask"],
    ["inside the pause: wait", 'decide(plan, None, {"key": plan.key, "next": 100}, 99, False)', "wait"],
    ["after the pause: ask", 'decide(plan, None, {"key": plan.key, "next": 100}, 100, False)', "ask"],
    ["the names lead here again: ask", 'decide(plan, None, {"key": plan.key, "next": 100}, 99, True)', "ask"],
    ["other names wanted: ask", 'decide(plan, None, {"key": bare.key, "next": 100}, 99, False)', "ask"],
    ["a pause that a wrong clock made: ask", 'decide(plan, None, {"key": plan.key, "next": 99 * D}, 0, False)', "ask"],
  ])("%s", (_, expression, expected) => expect(value(expression)).toBe(expected));

  test("the day of a renewal lies within a thirtieth of the lifetime, by the certificate's own bytes", () => {
    const at = (digest: string) => `cert("a", digest="${digest}").renew_at / D`;
    expect(evaluate(at("0000"), at("ffff"))).toEqual([60, 63]);
    expect(value("address.renew_at")).toBe(160 * hour - Math.floor((160 * hour) / 3));
  });
});

describe("the pace of tries that fail", () => {
  const series = (kind: string, count: number) =>
    value(
      `[s := {}, t := 0, [[s := failed(plan, s, t, Failure("${kind}", "", ""), 0), t := s["next"]][1] // 60 for _ in range(${count})]][2]`,
    );

  it("validation: never more than five in an hour, whenever the hour begins", () => {
    const tries = [0, ...(series("refused", 12) as number[])];
    expect(tries.slice(0, 6)).toEqual([0, 1, 6, 36, 96, 216]);
    expect(Math.max(...tries.map((from) => tries.filter((at) => at >= from && at < from + 60).length))).toBe(4);
  });

  it("a CA that is down: soon, then each half hour", () => {
    expect(series("unreachable", 8)).toEqual([1, 2, 4, 9, 19, 49, 79, 109]);
  });

  it("no site yet: each minute, counted as no try", () => {
    expect(series("site", 3)).toEqual([1, 2, 3]);
    expect(value('failed(plan, {}, 0, Failure("site", "", ""), 0)["tries"]')).toBe(0);
  });

  it("a limit: not before the CA's own time, or in a day", () => {
    expect(value('failed(plan, {}, 0, Failure("limit", "", "", retry_at=5000), 0)["next"]')).toBe(5000);
    expect(value('failed(plan, {}, 0, Failure("limit", "", ""), 0)["next"]')).toBe(day);
  });

  it("since when is kept, and the spread is a tenth", () => {
    expect(value('failed(plan, {"since": 5, "tries": 1}, 90, refused, 1)')).toMatchObject({
      since: 5,
      tries: 2,
      next: 90 + 330,
    });
  });
});

test("when there is something to do again", () => {
  expect(
    evaluate(
      "next_look(None, None, {}, 0)",
      "next_look(plan, both, {}, 60 * D - 50)",
      "next_look(plan, both, {}, 0)",
      'next_look(plan, None, {"next": 500}, 0)',
      'next_look(plan, None, {"next": 5000, "elsewhere": True}, 0)',
      'next_look(plan, cert("blog.test", ends=90), {"next": 500}, 0)',
    ),
  ).toEqual([day, 60 * day, day, 500, 300, 90]);
});

test("where readers find the page: by HTTPS while there is a valid certificate for the first name", () => {
  expect(
    evaluate(
      "site_url(plan, None, 0)",
      "site_url(plan, both, 0)",
      "site_url(plan, both, 90 * D)",
      'site_url(plan, cert("blog.test", begins=2 * D), 0)',
      'site_url(plan, cert("www.blog.test"), 0)',
      "site_url(bare, address, 0)",
    ),
  ).toEqual([
    "http://blog.test:8080",
    "https://blog.test:8443",
    "http://blog.test:8080",
    "https://blog.test:8443",
    "http://blog.test:8080",
    "https://203.0.113.5",
  ]);
});
