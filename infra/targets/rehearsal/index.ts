import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { formerly } from "../../formerly";
import type { Plan } from "../../plan";
import type { Server, Target } from "../target";
import { makeEdge } from "./edge";
import { makeLinkLocal } from "./link-local";
import { makeMachine } from "./machine";
import { checkLaptop } from "./preflight";

export interface RehearsalServerArgs {
  readonly plan: Plan;
  /** cloud-init user-data, base64, as Oracle takes it. */
  readonly userData: pulumi.Input<string>;
}

/** A container of this laptop's Docker engine that plays the rented server. Costs nothing, needs no account. */
export class RehearsalServer extends pulumi.ComponentResource implements Server {
  readonly id: pulumi.Output<string>;
  readonly sshHost: pulumi.Output<string>;
  readonly sshPort: pulumi.Output<number>;
  readonly url: pulumi.Output<string>;
  readonly httpsUrl: pulumi.Output<string>;
  readonly address: pulumi.Output<string>;
  readonly checkUrl: pulumi.Output<string>;

  constructor(name: string, { plan, userData }: RehearsalServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("freehold:targets:RehearsalServer", name, {}, formerly("freehold:servers:Rehearsal", opts));
    const network = new docker.Network(
      "wire",
      { name: plan.name, labels: [{ label: "freehold", value: plan.tags.freehold }] },
      // Docker takes no second network of one name.
      { parent: this, deleteBeforeReplace: true },
    );
    const secretUserData = pulumi.secret(userData);
    const linkLocal = makeLinkLocal(plan, network, secretUserData, this);
    const edge = makeEdge(plan, network, this);
    const machine = makeMachine(plan, network, secretUserData, { parent: this, dependsOn: [linkLocal, edge] });

    const { bindAddress, httpPort, httpsPort, sshPort, https } = plan.settings;
    // With HTTPS only names of the plan are answered, and localhost is none.
    const local = https === "off" && bindAddress === "127.0.0.1" ? "localhost" : bindAddress;
    const host = plan.settings.domains[0] ?? local;
    this.id = machine.id;
    // Not before the edge forwards: whoever uses the address waits for both.
    this.sshHost = edge.id.apply(() => bindAddress);
    this.sshPort = pulumi.output(sshPort);
    this.url = pulumi.output(`http://${host}:${httpPort}`);
    this.httpsUrl = pulumi.output(`https://${host}:${httpsPort}`);
    this.address = this.sshHost;
    this.checkUrl = pulumi.output(`http://${local}:${httpPort}`);
    this.registerOutputs({ id: this.id, sshHost: this.sshHost, sshPort: this.sshPort, url: this.url });
  }
}

/** The target `rehearsal`: needs a Docker engine, free ports and some disk of this laptop. */
export async function rehearsalTarget(plan: Plan): Promise<Target> {
  const { problems, warning } = await checkLaptop(plan);
  // `pulumi up` runs the program twice, for its preview first: one warning is enough.
  if (warning !== undefined && problems.length === 0 && !pulumi.runtime.isDryRun()) await pulumi.log.warn(warning);
  return {
    problems,
    make: ({ userData }) => new RehearsalServer("rehearsal", { plan, userData }),
  };
}
