import { expect, test } from "vitest";
import { staticFiles } from "../../../infra/boot/user-data";
import { siteAddress } from "../../../infra/targets/site-address";

test("the server configures the address that both targets send readers to", () => {
  const unit = staticFiles().find(({ path }) => path.endsWith("/freehold-address.service"));
  expect(unit?.content).toContain(`ExecStart=/usr/sbin/ip address replace ${siteAddress}/32 dev lo\n`);
});
