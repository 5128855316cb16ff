import { describe, expect, it } from "vitest";
import { addressesIn, differences, expectedAt, type Got, sumsIn } from "../../../cli/backup/compare";
import { drillSettings } from "../../../cli/backup/drill-stack";

const [a, b] = ["a".repeat(64), "b".repeat(64)];

it("a sitemap's addresses are paths, each once", () => {
  const sitemap =
    "<url><loc>https://x.org/</loc></url>\n<url><loc> https://x.org/posts/a?b=1&amp;c=2 </loc></url><loc>https://x.org/</loc>";
  expect(addressesIn(sitemap)).toEqual(["/", "/posts/a?b=1&c=2"]);
  expect(addressesIn("")).toEqual([]);
});

it("a page is the file index.html of its address", () => {
  const sums = sumsIn(`${a}  index.html\n${b}  posts/é/index.html\nodd\n${a}  feed.xml\n`);
  expect(expectedAt("/", sums)).toBe(a);
  expect(expectedAt("/posts/%C3%A9", sums)).toBe(b);
  expect(expectedAt("/feed.xml", sums)).toBe(a);
  expect(expectedAt("/other", sums)).toBeUndefined();
});

describe("differences", () => {
  const map = (...entries: [string, Got][]) => new Map(entries);
  it("are none where all bytes are the same", () => {
    expect(differences(["/"], map(["/", { hash: a }]), map(["/", { hash: a }]))).toEqual([]);
  });
  it("are other bytes, a missing page, and what the backup does not have", () => {
    const got = map(["/1", { hash: b }], ["/2", { why: "status 404" }], ["/3", { hash: a }]);
    const expected = map(["/1", { hash: a }], ["/2", { hash: a }]);
    expect(differences(["/1", "/2", "/3", "/4"], expected, got)).toEqual([
      "/1: other bytes than readers had",
      "/2: status 404",
      "/3: nothing to compare with (it is not in the backup)",
      "/4: was not fetched",
    ]);
  });
});

it("the drill's stack has neither HTTPS nor anything of the real one", () => {
  const text = drillSettings("encryptionsalt: v1:x\nconfig:\n  freehold:alarmUrl: https://a.org/\n", {
    http: 1,
    https: 2,
    ssh: 3,
  });
  expect(text.split("\n").slice(1)).toEqual([
    "encryptionsalt: v1:x",
    'config: {"freehold:target":"rehearsal","freehold:https":"off","freehold:backup":"off","freehold:httpPort":1,"freehold:httpsPort":2,"freehold:sshPort":3}',
    "",
  ]);
});
