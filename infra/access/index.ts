import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { accessFolder, gitSshConfig, serverName, sshConfig } from "../names";
import type { Plan } from "../plan";
import type { SshKeys } from "../ssh-keys";
import type { Server } from "../targets/target";

/** `[host]:port` as known_hosts writes it; port 22 stands bare. */
export function knownHostsName(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`;
}

/** Two lines that set up the remote on another machine, for an author whose own key is in `authors`. */
export function remoteLines(host: string, port: number, hostKey: string): string[] {
  const [type = "", blob = ""] = hostKey.split(" ");
  return [
    `mkdir -p ~/.ssh && echo '${knownHostsName(host, port)} ${type} ${blob}' >> ~/.ssh/known_hosts`,
    `git remote add server ssh://author@${host}${port === 22 ? "" : `:${port}`}/blog`,
  ];
}

/**
 * Two lines that set up the remote in this checkout, which has the operator's key. The folder's own name is written out only where
 * a quote in it would end the shell's: elsewhere the lines are the same for every checkout.
 */
export function ownRemoteLines(stack: string, folder = process.cwd()): string[] {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const command = /['"\\$`]/.test(folder)
    ? quoted(`ssh -F ${quoted(`${folder}/${gitSshConfig(stack)}`)}`)
    : `"ssh -F '$PWD/${gitSshConfig(stack)}'"`;
  return [`git remote add server ${serverName(stack)}:blog`, `git config core.sshCommand ${command}`];
}

/**
 * What this checkout needs to reach the server: `.freehold/<stack>/` with the operator's key (mode 0600), the pinned host key
 * and two ssh_configs. `destroy` removes it, and the git remote with it.
 */
export class Access extends pulumi.ComponentResource {
  /** Path of the ssh_config, relative to the project, known once it is there. */
  readonly sshConfig: pulumi.Output<string>;

  constructor(
    name: string,
    args: { readonly plan: Plan; readonly keys: SshKeys; readonly server: Server },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("freehold:index:Access", name, {}, opts);
    const { plan, keys, server } = args;
    const folder = accessFolder(plan.stack);
    const files = new command.local.Command(
      "files",
      {
        // Not by their first line: NixOS has no /bin/bash.
        create: "bash infra/access/write",
        delete: "bash infra/access/remove",
        environment: {
          FOLDER: folder,
          ALIAS: plan.name,
          HOST: server.sshHost,
          PORT: server.sshPort.apply(String),
          HOST_KEY: keys.host.public,
        },
        // By stdin: a key in the environment can be read in /proc.
        stdin: keys.operator.private,
      },
      { parent: this },
    );
    this.sshConfig = files.id.apply(() => sshConfig(plan.stack));
    this.registerOutputs({ sshConfig: this.sshConfig });
  }
}
