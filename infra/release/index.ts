import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Access } from "../access";
import type { Plan } from "../plan";
import type { Setup } from "../setup";
import type { Server } from "../targets/target";
import type { Repository } from "./repository";
import { scriptEnvironment, scripts } from "./scripts";

/**
 * Pushes the commit to the server, as an author would, and waits for its page, past every cache. A server that is ahead or
 * rolled back is left alone, with a warning. Before a destroy the server's `main` is fetched into the local repository.
 */
export class Release extends pulumi.ComponentResource {
  /** Commit that the server serves. */
  readonly commit: pulumi.Output<string>;

  constructor(
    name: string,
    args: {
      readonly plan: Plan;
      readonly server: Server;
      readonly access: Access;
      readonly setup: Setup;
      readonly repository: Repository;
    },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("freehold:index:Release", name, {}, opts);
    const { plan, server, access, setup, repository } = args;
    const environment = { ...scriptEnvironment(plan.stack), SSH_CONFIG: access.sshConfig };
    const rescue = new command.local.Command(
      "rescue",
      { create: "true", delete: `node ${scripts.rescue}`, environment, triggers: [server.id] },
      { parent: this },
    );
    const push = new command.local.Command(
      "push",
      {
        create: `node ${scripts.push}`,
        // Only a rebuild has REBUILD, only a restore RESTORE, and its trigger runs the push in any case. The `up` that ends it takes the variable away, which
        // runs the push once more: it finds its commit there. After that nothing differs.
        environment: {
          ...environment,
          COMMIT: repository.head,
          URL: server.checkUrl,
          ...(plan.rebuild ? { REBUILD: "1" } : {}),
          ...(plan.restore ? { RESTORE: plan.restore } : {}),
        },
        triggers: [server.id],
      },
      { parent: this, dependsOn: [setup, rescue], customTimeouts: { create: "60m", update: "60m" } },
    );
    this.commit = push.stdout.apply((text) => /^released ([0-9a-f]{40})/m.exec(text)?.[1] ?? "");
    this.registerOutputs({ commit: this.commit });
  }
}
