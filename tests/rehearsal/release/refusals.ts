import { describe, expect, it } from "vitest";
import { amounts, reasons, underLoad } from "../../support/load/under-load";
import {
  type Broken,
  badCompose,
  badNginx,
  brokenPost,
  commitBroken,
  crashAtStart,
  neverHealthy,
  servesTheKey,
} from "../../support/release/broken";
import { expectWhole } from "../../support/release/whole";
import { the } from "./the-site";

const light = { ...amounts.test, atLeast: 300 };

describe("refused, while the old site goes on", () => {
  it.each<Broken>([brokenPost, badNginx, servesTheKey, badCompose, crashAtStart, neverHealthy(true)])(
    "$name",
    async (broken) => {
      const before = the.author.main();
      commitBroken(the.author, broken);
      const { result: push, report } = await underLoad(the.site.url, light, () => the.author.push());
      the.author.back(before);
      expect(push.status).toBe(1);
      expect(push.output).toContain("! [remote rejected] HEAD -> main (hook declined)");
      for (const words of broken.words) expect(push.output).toContain(words);
      expect(reasons(report)).toEqual({});
      await expectWhole(the.author, before);
    },
  );
});
