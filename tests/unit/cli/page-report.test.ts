import { expect, test } from "vitest";
import { reportPage } from "../../../cli/page-report";

const local = "http://localhost:8080";
const elsewhere = "https://blog.example.org";
const lost = "FH-SERVICE-LOST: the service app is gone\n  To do: wait";

test.each<[string, string | undefined, boolean, string[] | undefined, number, string[]]>([
  ["a stack that has no page", undefined, false, [lost], 0, []],
  ["a page that is there", local, true, [], 0, [`the blog is at ${local}`]],
  [
    "a page that does not answer",
    local,
    false,
    [],
    1,
    [`FH-PAGE-SILENT: everything was done, but ${local} does not answer.`],
  ],
  [
    "a site that its server calls broken",
    local,
    true,
    [lost],
    1,
    [`FH-SITE-BROKEN: everything was done, but the site is not whole:\n${lost}`],
  ],
  ["a name that may not be known here yet", elsewhere, false, [], 0, [`the blog is at ${elsewhere}`]],
  [
    "a server that cannot be asked",
    elsewhere,
    false,
    undefined,
    0,
    ["the server could not be asked", `the blog is at ${elsewhere}`],
  ],
])("`up` ends with %s", async (_, url, answers, found, status, said) => {
  const told: string[] = [];
  const world = {
    answers: async () => answers,
    problems: async () => found,
    tell: (text: string) => void told.push(text),
  };
  expect(await reportPage("dev", url, world)).toBe(status);
  expect(told).toHaveLength(said.length);
  said.forEach((text, i) => {
    expect(told[i]).toContain(text);
  });
});
