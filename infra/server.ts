import type * as pulumi from "@pulumi/pulumi";

/** What a target must offer; nothing after this point knows which target it is. */
export interface Server {
  /** Changes exactly when the machine is another one: goes into the triggers of whatever must then run again. */
  readonly id: pulumi.Output<string>;
  /** Name or address for SSH from the operator's machine. */
  readonly sshHost: pulumi.Output<string>;
  readonly sshPort: pulumi.Output<number>;
  /** Where readers find the page, for example `http://localhost:8080`. */
  readonly url: pulumi.Output<string>;
}
