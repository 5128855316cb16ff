import { describe, expect, it } from "vitest";
import { amounts, reasons, underLoad } from "../../support/load/under-load";
import {
  type Broken,
  badCompose,
  badNginx,
  brokenPost,
  commitBroken,
  crashAtStart,
  failedCheck,
  neverHealthy,
  servesTheKey,
} from "../../support/release/broken";
import { expectWhole } from "../../support/release/whole";
import { releaseFixture } from "./fixture";

const light = { ...amounts.test, atLeast: 300 };

describe("refused, while the old site goes on", () => {
  it.each<Broken>([brokenPost, badNginx, servesTheKey, badCompose, crashAtStart, failedCheck, neverHealthy(true)])(
    "$name",
    async (broken) => {
      const before = releaseFixture.author.main();
      commitBroken(releaseFixture.author, broken);
      const { result: push, report } = await underLoad(releaseFixture.site.url, light, () =>
        releaseFixture.author.push(),
      );
      releaseFixture.author.back(before);
      expect(push.status).toBe(1);
      expect(push.output).toMatch(/! \[remote rejected\] +HEAD -> main \(hook declined\)/);
      for (const words of broken.words) expect(push.output).toContain(words);
      expect(reasons(report)).toEqual({});
      await expectWhole(releaseFixture.author, before);
    },
  );
});
