import { existsSync } from "node:fs";
import { join } from "node:path";
import { ensurePackages } from "../machine/python-packages";
import { root } from "../paths";

const requirements = [
  "app/rendering-requirements.txt",
  "app/conda/requirements.txt",
  "tests/app/requirements.txt",
  "cli/testing/lint-requirements.txt",
];

/** A Python with the blog's locked packages, rattler, pytest, and the tools that check Python and shell (all as locked). */
export const ensureTestPython = (): Promise<string> =>
  ensurePackages(
    "python",
    requirements.map((file) => join(root, file)).filter((file) => existsSync(file)),
  );
