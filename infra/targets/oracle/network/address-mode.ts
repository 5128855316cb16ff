import type { Plan } from "../../../plan";
import type { Account } from "../account/account";

/** `reserved`: an address of the stack's own that outlives the server. `own`: the server's, which ends with it. */
export type AddressMode = "reserved" | "own";

const cost =
  "Readers come to the server's own address. It ends with the server: npm run rebuild gives another one, a domain's A record must then be changed, " +
  "and readers have no page until it is.";

/** What is said where a stack does without a reserved address because the account has none left. Pure. */
const noneLeft = (plan: Plan) =>
  `FH-ADDRESS-NONE: the account has no reserved public address left (a free account has 1), so ${plan.name} does without. ${cost} ` +
  "Delete the other address, or upgrade the account, and run npm run up again to have one.";

/** What is said where Oracle refuses the second public address of a server. Pure. */
export const oneAddressText = (plan: Plan) =>
  `FH-ADDRESS-ONE: Oracle gives the server ${plan.name} one public address, which it has. Go without a reserved one: ` +
  `pulumi config set freehold:address own --stack ${plan.stack}, then npm run up -- --stack ${plan.stack} (npm run up does both by itself). ${cost}`;

/**
 * Which address readers come to. An account without a reserved one that is free makes a stack do without, aloud; a stack that has one keeps
 * it. Pure.
 * @param available reserved addresses that the account's limits still admit; undefined: that cannot be seen, and Oracle decides
 */
export function addressMode(
  plan: Plan,
  account: Account,
  available: number | undefined,
): { readonly mode: AddressMode; readonly warning?: string } {
  if (plan.settings.address === "own") return { mode: "own" };
  if (account.reserved.some(({ own }) => own) || available === undefined || available >= 1) return { mode: "reserved" };
  return { mode: "own", warning: noneLeft(plan) };
}

/** Whether Oracle refused a reserved address because the server has one already, by the limit's name. Pure. */
export const isOneAddress = (error: string) => /public-ip-per-vnic|one public IP|already has .*public IP/i.test(error);
