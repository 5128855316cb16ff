import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** One project per folder: the folder's name says what must be installed to run it. */
const project = (name: string, include: string[], more: object = {}) => ({ test: { name, include, ...more } });

/** With a server, a container or an engine, whose times are their own. */
const long = { testTimeout: 900_000, hookTimeout: 1_200_000 };
/** Files that load the machine, or measure on it, take turns. */
const oneAtATime = { ...long, fileParallelism: false };

export default defineConfig({
  test: {
    // Vitest leaves one processor to itself, which of two is half.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      project("unit", ["tests/unit/**/*.test.ts", "packages/*/tests/unit/**/*.test.ts"], {
        testTimeout: 30_000,
        globalSetup: ["tests/support/temporary.ts"],
      }),
      project("program", ["tests/program/**/*.test.ts"], { testTimeout: 60_000 }),
      project("contract", ["packages/*/tests/contract/**/*.test.ts"], oneAtATime),
      project("conda-image", ["tests/conda/**/*.test.ts"], oneAtATime),
      project("nginx", ["tests/nginx/**/*.test.ts"], oneAtATime),
      project("engine", ["tests/engine/**/*.test.ts"], long),
      project("operator", ["tests/rehearsal/operator/*.test.ts"], long),
      project("rehearsal", ["tests/rehearsal/*.test.ts"], oneAtATime),
      project("rehearse", ["tests/rehearsal/**/*.rehearse.ts", "tests/engine/**/*.rehearse.ts"], oneAtATime),
    ],
  },
});
