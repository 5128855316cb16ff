/** Names that infra and cli share. Without the SDK, so that a command of cli loads none. */

/** Returns `freehold-<stack>`: the server's name, the prefix of every name on the target and the SSH alias. */
export const serverName = (stack: string) => `freehold-${stack}`;

/** Returns the folder of keys and SSH configuration, relative to the project's root; ignored by Git. */
export const accessFolder = (stack: string) => `.freehold/${stack}`;

/** Returns the folder of the key pairs that come next, relative to the project's root. While it is there, a rotation has not ended. */
export const nextKeys = (stack: string) => `${accessFolder(stack)}/next`;

/** Returns the path of the ssh_config with the pinned host key, relative to the project's root. */
export const sshConfig = (stack: string) => `${accessFolder(stack)}/ssh_config`;

/** Returns the path of the ssh_config that git of this checkout uses: the server's, and the user's own for every other host. */
export const gitSshConfig = (stack: string) => `${sshConfig(stack)}.git`;
