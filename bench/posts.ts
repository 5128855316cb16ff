import { join } from "node:path";
import { ensureTestPython } from "../cli/testing/test-python";
import { ask } from "../tests/support/rehearsal/run";

const counts = [100, 500, 1000, 2000, 4000];

/** What a blog of so many posts takes on the server: processor time and memory of rendering, files, memory of the app. */
export async function posts() {
  const python = await ensureTestPython();
  const rows = counts.map((count) => JSON.parse(ask(python, [join(__dirname, "posts.py"), String(count)])) as object);
  return { rows };
}
