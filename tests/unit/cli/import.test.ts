import { describe, expect, it } from "vitest";
import { importBlog } from "../../../cli/commands/import";

describe("npm run import", () => {
  it.each([[[]], [["--as", "hugo"]]])("without a folder (%j) says what it needs", async (rest) => {
    await expect(importBlog({ command: "import", stack: "dev", rest })).rejects.toThrow("needs the folder of a blog");
  });
});
