import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { median, round } from "../../tests/support/measure/timing";
import { chart } from "./chart";
import type { FrontResult, Way } from "./measure";

const docs = resolve(__dirname, "../../docs");
const [begin, end] = ["<!-- front: written by `npm run bench front` -->", "<!-- end of front -->"];

interface Row {
  readonly figure: string;
  readonly measured: number;
  readonly goal: string;
  readonly met: boolean;
}

const atLeast = (figure: string, measured: number, goal: number): Row => ({
  figure,
  measured,
  goal: `at least ${goal}`,
  met: measured >= goal,
});
const atMost = (figure: string, measured: number, goal: number): Row => ({
  figure,
  measured,
  goal: `at most ${goal}`,
  met: measured <= goal,
});

const name = (path: string) => (path === "/" ? "index" : "long post");

/** Each figure of the issue with its goal. */
export function rows(result: FrontResult): Row[] {
  const ofPages = result.pages.flatMap((page) => [
    atLeast(
      `${name(page.path)}: requests/s, ratio to the same bytes as a static file`,
      page["requests/s against the same bytes as a file"],
      0.9,
    ),
    atMost(`${name(page.path)}: p99, ratio to the same`, page["p99 against the same"], 1.25),
    atLeast(
      `${name(page.path)}: requests/s, ratio to that file tuned as pages are`,
      page["requests/s against a file served as pages are"],
      0.9,
    ),
    atMost(`${name(page.path)}: p99, ratio to the tuned file`, page["p99 against that"], 1.25),
    atLeast(
      `${name(page.path)}: requests/s, ratio to nginx before \`gunicorn -w 2\``,
      page["requests/s against gunicorn -w 2 behind nginx"],
      10,
    ),
    atLeast(`${name(page.path)}: uncached requests/s, ratio to the same`, page["uncached against the same"], 1),
  ]);
  const many = result["1,000 connections"];
  const odd = [many["unlimited address"], many["limited address"]].map(({ answers }) =>
    Object.entries(answers).reduce((sum, [status, n]) => sum + (/^(2..|429|400 and more)$/.test(status) ? 0 : n), 0),
  );
  return [
    ...ofPages,
    atMost("app image, uncompressed, MB", result["app image, MB"].total, 150),
    atMost("processes killed for memory under 1,000 connections", many["processes killed for memory"], 0),
    atMost(
      "answers there that are neither 2xx nor 429, connections without an answer included",
      odd.reduce((sum, n) => sum + n, 0),
      0,
    ),
  ];
}

function text(result: FrontResult & { machine?: string }): string {
  const many = result["1,000 connections"];
  const line = ({ figure, measured, goal, met }: Row) =>
    `| ${figure} | ${measured} | ${goal} | ${met ? "yes" : "**no**"} |`;
  const speed = result.pages.map((page) => {
    const of = (way: Way) =>
      `${Math.round(median(page.rounds.map((r) => r[way].perSecond)))} (${round(median(page.rounds.map((r) => r[way].p99)))})`;
    return `| ${name(page.path)}, ${page.bytes} bytes | ${of("page")} | ${of("static")} | ${of("tuned")} | ${of("uncached")} | ${of("plain")} |`;
  });
  const under = (["unlimited address", "limited address"] as const).map((from) => {
    const { answers, ...one } = many[from];
    const told = Object.entries(answers)
      .filter(([status]) => status !== "400 and more")
      .map(([status, n]) => `${n} × ${status}`);
    return `| ${from} | ${told.join(", ")} | ${one["memory at most, MB"]} |`;
  });
  return `
## What readers get

wrk, 64 connections, ${result.pages[0]?.rounds.length} rounds of five runs of 3 s in turns, each after a second of the same that is not counted; a ratio is the
median of the rounds' own. In force: ${result.limits}.
The static file has the same bytes and headers and comes from the same nginx by nginx's own defaults (\`sendfile\` and \`open_file_cache\` off);
"tuned" is the file served with the \`open_file_cache\` that this project gives its pages, the strictest baseline. The goal names neither;
which one to take for it was decided after both had been tried, so the table has both. A page from the cache is one read and a
header to parse dearer. "uncached" is the page with a question, which nginx never keeps; the way the
blog began is the same app in one container with Gunicorn's own settings. Load average of the machine (two cores) before and
after: ${result["load average before and after"]}.

| figure | measured | goal | met |
|---|---|---|---|
${rows(result).map(line).join("\n")}

Medians, requests/s (p99 in ms):

| | from the cache | static file | the same, tuned | uncached | the way it began |
|---|---|---|---|---|---|
${speed.join("\n")}

![Requests per second](benchmarks-front.svg)

1,000 connections for 10 s; ${result["memory at idle, MB"]} MB at idle before (the whole server, page cache not counted):

| from | answers | memory at most, MB |
|---|---|---|
${under.join("\n")}

The app's image, layer by layer:

| MB | made by |
|---|---|
${result["app image, MB"].layers.map(({ megabytes, by }) => `| ${megabytes} | \`${by.replaceAll("|", "\\|").replaceAll("`", "'")}\` |`).join("\n")}
`;
}

/** Writes the part between the marks of docs/benchmarks.md anew, and the chart beside it. */
export function writeReport(result: FrontResult): void {
  const file = join(docs, "benchmarks.md");
  const old = existsSync(file)
    ? readFileSync(file, "utf8")
    : "# Benchmarks\n\nRaw numbers: [bench/results](../bench/results).\n";
  const [head = "", rest] = old.split(begin);
  const tail = rest?.split(end)[1] ?? "\n";
  writeFileSync(file, `${head.trimEnd()}\n\n${begin}\n${text(result)}\n${end}${tail}`);
  const bars = result.pages.flatMap((page) =>
    (["page", "static", "uncached", "plain"] as const).map((way) => ({
      label: `${name(page.path)}: ${{ page: "from the cache", static: "as a file", uncached: "uncached", plain: "the way it began" }[way]}`,
      value: Math.round(median(page.rounds.map((r) => r[way].perSecond))),
      ours: way === "page" || way === "uncached",
    })),
  );
  writeFileSync(join(docs, "benchmarks-front.svg"), chart("Requests per second, 64 connections", bars));
}
