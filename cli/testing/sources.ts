import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { must } from "../execute";
import { root } from "../paths";

/** How a file shows its language: by its ending, or by the interpreter that its first line names. */
const languages = {
  python: { ending: ".py", interpreter: /^#!.*\bpython3?\b/ },
  shell: { ending: ".sh", interpreter: /^#!.*\b(ba|da)?sh\b/ },
};

const firstLine = (file: string) => readFileSync(join(root, file), "latin1").slice(0, 80).split("\n")[0] ?? "";

/** Tracked files that exist, of one language, in the order of their names. Paths are relative to the project's root. */
export async function sourcesOf(language: keyof typeof languages): Promise<string[]> {
  const { ending, interpreter } = languages[language];
  const files = (await must("git", ["ls-files", "-z"], { cwd: root })).split("\0").filter(Boolean);
  return files.filter(
    (file) => existsSync(join(root, file)) && (file.endsWith(ending) || interpreter.test(firstLine(file))),
  );
}

/** Those of `files` that are one of `folders` or below one. Pure. */
export const below = (files: readonly string[], folders: readonly string[]): string[] =>
  files.filter((file) => folders.some((folder) => file === folder || file.startsWith(`${folder}/`)));
