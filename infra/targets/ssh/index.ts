import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../plan";
import type { Server, ServerArgs, Target } from "../target";
import { type Met, meet } from "./meet";
import { scripts } from "./scripts";

export type SshServerArgs = Pick<ServerArgs, "userData" | "keys"> & { readonly plan: Plan; readonly met: Met };

/**
 * A machine of the operator's own that is taken over by SSH, and given back by `destroy`. Nothing takes it over a second time unasked: not
 * other user-data, not another address of the same machine.
 */
export class SshServer extends pulumi.ComponentResource implements Server {
  readonly id: pulumi.Output<string>;
  readonly sshHost: pulumi.Output<string>;
  readonly sshPort: pulumi.Output<number>;
  readonly url: pulumi.Output<string>;
  readonly httpsUrl: pulumi.Output<string>;
  readonly address: pulumi.Output<string>;
  readonly checkUrl: pulumi.Output<string>;

  constructor(name: string, { plan, met, userData, keys }: SshServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("freehold:targets:SshServer", name, {}, opts);
    const { login, address } = met;
    const environment = {
      STACK: plan.stack,
      ALIAS: plan.name,
      LOGIN: login.user,
      HOST: login.host,
      PORT: String(login.port),
      HOST_KEY: met.hostKey,
    };
    // By stdin: a key in the environment can be read in /proc.
    const secrets = { operator: keys.operator.private, hostKey: keys.host.public };
    const giveBack = new command.local.Command(
      "give-back",
      {
        create: "true",
        delete: `node ${scripts.giveBack}`,
        environment,
        stdin: pulumi.secret(pulumi.jsonStringify(secrets)),
        addPreviousOutputInEnv: false,
      },
      { parent: this, customTimeouts: { delete: "30m" } },
    );
    const takeOver = new command.local.Command(
      "take-over",
      {
        create: `node ${scripts.takeOver}`,
        environment,
        stdin: pulumi.secret(pulumi.jsonStringify({ ...secrets, userData })),
        addPreviousOutputInEnv: false,
      },
      {
        parent: this,
        // A run that is killed in the middle of the take-over has `give-back` in its state, and so a way back.
        dependsOn: [giveBack],
        ignoreChanges: plan.rebuild ? [] : ["create", "environment", "stdin"],
        customTimeouts: { create: "30m" },
      },
    );
    this.id = takeOver.id;
    // Known only when the machine is ours: what else logs in does so with the stack's keys.
    const known = <T>(value: T) => takeOver.id.apply(() => value);
    this.sshHost = known(login.host);
    this.sshPort = known(login.port);
    this.address = known(address);
    const host = plan.settings.domains[0] ?? address;
    this.url = known(`http://${host}`);
    this.httpsUrl = known(`https://${host}`);
    // By address, not by name: a domain may lead here only later.
    this.checkUrl = known(`http://${address}`);
    this.registerOutputs({ url: this.url, address: this.address });
  }
}

/** The target `ssh`. Meets the machine and judges it before anything is made; what is wrong is in `problems`. */
export async function sshTarget(plan: Plan): Promise<Target> {
  const { server } = plan.settings;
  if (server === undefined) throw new Error("readSettings refuses the target ssh without a server");
  const met = await meet(plan, server);
  if ("problems" in met) {
    const make = () => {
      throw new Error("a refused plan makes nothing");
    };
    return { problems: met.problems, make };
  }
  if (met.warning !== undefined) await pulumi.log.warn(met.warning);
  return { problems: [], make: (args) => new SshServer("ssh", { plan, met, ...args }) };
}
