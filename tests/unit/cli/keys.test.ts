import { describe, expect, it } from "vitest";
import { keys } from "../../../cli/commands/keys";

describe("npm run keys", () => {
  it.each([[[]], [["rotat"]], [["rotate", "now"]]])("%j is refused with what there is", async (rest) => {
    await expect(keys({ command: "keys", stack: "dev", rest })).rejects.toThrow(/^FH-KEYS-COMMAND: .*keys -- rotate/);
  });
});
