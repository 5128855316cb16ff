import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { browsers } from "./browsers";
import { conda } from "./conda";
import { front } from "./front";
import { https } from "./https";
import { oracle } from "./oracle";
import { posts } from "./posts";
import { release } from "./release";
import { server } from "./server";

/** `npm run bench [-- NAME …]`: measures, prints JSON, keeps it in bench/results/NAME.json for the README. */
const benches: Record<string, () => Promise<object>> = {
  server,
  release,
  oracle,
  front,
  browsers,
  https,
  conda,
  posts,
};

async function main() {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !Object.hasOwn(benches, name));
  if (unknown.length > 0)
    throw new Error(`no such bench: ${unknown.join(", ")}; there are: ${Object.keys(benches).join(", ")}`);
  const machine = `${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 1e9)} GB, Node ${process.versions.node}`;
  for (const name of names.length > 0 ? names : Object.keys(benches)) {
    const result = { machine, date: new Date().toISOString().slice(0, 10), ...(await benches[name]?.()) };
    mkdirSync(join(__dirname, "results"), { recursive: true });
    writeFileSync(join(__dirname, "results", `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
    console.log(JSON.stringify({ [name]: result }, null, 2));
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
