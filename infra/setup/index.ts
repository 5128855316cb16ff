import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Access } from "../access";
import type { Plan } from "../plan";
import type { SshKeys } from "../ssh-keys";
import type { Server } from "../targets/target";

const library = "/usr/local/lib/freehold";

/**
 * Returns the command that ends with one sentence on a server whose first boot was that of a version before 2026-11-25, before anything
 * changes there: its `apply` stops halfway where a file has become a folder, and user-data, which has today's, is read once. Pure.
 */
export const fitsOrEnds = (stack: string) =>
  `[ -e ${library}/shared/bundle.py ] || [ ! -e ${library}/apply ] || { echo "FH-SERVER-OLD: this server was made by a version whose own files cannot be replaced while it runs; ` +
  "nothing was changed there, and it serves on. Make it anew, with its posts, certificate and address: " +
  `npm run rebuild -- --stack ${stack}" >&2; exit 1; }`;

/**
 * Waits until first boot is through, a run of setup included. When files of server/ or settings differ from what is there, copies
 * them and runs the same setup again; the server itself stays. First boot on 1/8 OCPU takes 4 to 10 minutes.
 */
export class Setup extends pulumi.ComponentResource {
  readonly done: pulumi.Output<string>;

  constructor(
    name: string,
    args: {
      readonly plan: Plan;
      readonly keys: SshKeys;
      readonly server: Server;
      readonly access: Access;
      readonly bundle: pulumi.Input<string>;
    },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("freehold:index:Setup", name, {}, opts);
    const { plan, keys, server, access, bundle } = args;
    const certificate = plan.settings.https === "off" ? [] : [this.restoreCertificate(plan, server, access)];
    const setup = new command.remote.Command(
      "apply",
      {
        connection: {
          host: server.sshHost,
          port: server.sshPort,
          user: "operator",
          privateKey: keys.operator.private,
          hostKey: keys.host.public,
          // Every five seconds for ten minutes, four times as long where nothing answers at all. sshd is up within three minutes
          // of a boot, long before setup is through; a server with another host key must not hold `up` for an hour.
          dialErrorLimit: 120,
          perDialTimeout: 15,
        },
        // Status 2 is cloud-init's word for "done, with warnings"; a machine of the target ssh may have none.
        // One argument: a server made by an earlier version has an earlier `apply`, which takes one.
        create: pulumi.interpolate`cloud-init status --wait > /dev/null 2>&1 || [ $? -eq 2 ]; ${fitsOrEnds(plan.stack)}; sudo /usr/local/lib/freehold/apply "$(printf '%s\\n' ${server.url} ${server.httpsUrl} ${server.address})"`,
        // By stdin, not as an argument: it is long.
        stdin: pulumi.secret(bundle),
        // sshd takes no environment from clients; without this the provider would try, and warn.
        addPreviousOutputInEnv: false,
        triggers: [server.id],
      },
      { parent: this, dependsOn: certificate, customTimeouts: { create: "60m", update: "60m" } },
    );
    this.done = setup.id;
    this.registerOutputs({ done: this.done });
  }

  /** What was saved of the server before this one, where there was one, is there before setup asks for a certificate. */
  private restoreCertificate(plan: Plan, server: Server, access: Access): pulumi.Resource {
    return new command.local.Command(
      "certificate",
      {
        create: "node infra/setup/restore-certificate.mjs",
        environment: {
          STACK: plan.stack,
          ALIAS: plan.name,
          SSH_CONFIG: access.sshConfig,
        },
        triggers: [server.id],
      },
      { parent: this, customTimeouts: { create: "20m", update: "20m" } },
    );
  }
}
