import { expect, test } from "vitest";
import { firstBootFiles } from "../../../infra/boot/user-data";
import { siteAddress } from "../../../infra/targets/site-address";

test("the server configures the address that both targets send readers to", () => {
  const unit = firstBootFiles().find(({ path }) => path.endsWith("/freehold-address.service"));
  expect(unit?.content).toContain(`ExecStart=/usr/sbin/ip address replace ${siteAddress}/32 dev lo\n`);
});
