import { defineConfig } from "vitest/config";

/** One project per folder: the folder's name says what must be installed to run it. */
const project = (name: string, include: string[], more: object = {}) => ({ test: { name, include, ...more } });

/** The engine and the rehearsed server are shared: files that use them take turns. */
const oneAtATime = { fileParallelism: false, testTimeout: 900_000, hookTimeout: 1_200_000 };

export default defineConfig({
  test: {
    projects: [
      project("unit", ["tests/unit/**/*.test.ts"], {
        testTimeout: 30_000,
        globalSetup: ["tests/support/temporary.ts"],
      }),
      project("program", ["tests/program/**/*.test.ts"], { testTimeout: 60_000 }),
      project("contract", ["tests/contract/**/*.test.ts"], oneAtATime),
      project("conda-image", ["tests/conda/**/*.test.ts"], oneAtATime),
      project("nginx", ["tests/nginx/**/*.test.ts"], oneAtATime),
      project("engine", ["tests/engine/**/*.test.ts"], oneAtATime),
      project("rehearsal", ["tests/rehearsal/**/*.test.ts"], oneAtATime),
      project("rehearse", ["tests/rehearsal/**/*.rehearse.ts", "tests/engine/**/*.rehearse.ts"], oneAtATime),
    ],
  },
});
