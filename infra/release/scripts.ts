import { serverName, sshConfig } from "../names";

/** Scripts that talk to the server's repository, relative to the project's root. cli runs `rescue` too, before a rebuild. */
export const scripts = { push: "infra/release/push.mjs", rescue: "infra/release/rescue.mjs" } as const;

/** Returns the environment in which each of `scripts` finds the server. */
export const scriptEnvironment = (stack: string) => ({
  STACK: stack,
  ALIAS: serverName(stack),
  SSH_CONFIG: sshConfig(stack),
});
