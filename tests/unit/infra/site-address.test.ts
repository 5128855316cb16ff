import { expect, test } from "vitest";
import { siteAddress } from "../../../infra/servers/site-address";
import { staticFiles } from "../../../infra/user-data";

test("the server configures the address that both targets send readers to", () => {
  const unit = staticFiles().find(({ path }) => path.endsWith("/freehold-address.service"));
  expect(unit?.content).toContain(`ExecStart=/usr/sbin/ip address replace ${siteAddress}/32 dev lo\n`);
});
