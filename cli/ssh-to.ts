import { join } from "node:path";
import { serverName, sshConfig } from "../infra/names";
import { root } from "./paths";

/** The stack's SSH configuration. There from the first `up` on. */
export const sshConfigPath = (stack: string): string => join(root, sshConfig(stack));

/** ssh's arguments for a session of one of the server's two users; the remote command follows. Pure. */
export function sshTo(stack: string, user: "author" | "operator", options: readonly string[] = []): string[] {
  const set = options.flatMap((option) => ["-o", option]);
  return ["-F", sshConfigPath(stack), ...set, "-l", user, serverName(stack), "--"];
}
