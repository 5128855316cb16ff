import { existsSync } from "node:fs";
import { join } from "node:path";
import { serverName, sshConfig } from "../infra/names";
import { UserError } from "../infra/user-error";
import { root } from "./paths";
import { sampleStack } from "./pulumi/environment";

/** The stack's SSH configuration. There from the first `up` on. */
export const sshConfigPath = (stack: string): string => join(root, sshConfig(stack));

/** What every command reports that needs a server where the stack has none. Pure. */
export function noServer(stack: string): UserError {
  const option = stack === sampleStack ? "" : ` -- --stack ${stack}`;
  return new UserError(`FH-NO-SERVER: stack ${stack} has no server yet. Run: npm run up${option}`);
}

/** @throws UserError FH-NO-SERVER where no `up` has made a server of this stack, as its SSH configuration shows */
export function requireServer(stack: string): void {
  if (!existsSync(sshConfigPath(stack))) throw noServer(stack);
}

/**
 * ssh's arguments for a session of one of the server's two users; the remote command follows. Pure.
 * @param config SSH configuration of other keys than the stack's present ones
 */
export function sshTo(
  stack: string,
  user: "author" | "operator",
  options: readonly string[] = [],
  config = sshConfigPath(stack),
): string[] {
  const set = options.flatMap((option) => ["-o", option]);
  return ["-F", config, ...set, "-l", user, serverName(stack), "--"];
}
