import type * as pulumi from "@pulumi/pulumi";
import type { SshKeys } from "../ssh-keys";

/** What a target must offer; nothing after this point knows which target it is. */
export interface Server {
  /** Changes exactly when the machine is another one: goes into the triggers of whatever must then run again. */
  readonly id: pulumi.Output<string>;
  /** Name or address for SSH from the operator's machine: of this very machine. */
  readonly sshHost: pulumi.Output<string>;
  readonly sshPort: pulumi.Output<number>;
  /** Where readers find the page without HTTPS, for example `http://localhost:8080`. */
  readonly url: pulumi.Output<string>;
  /** The same by HTTPS, for example `https://blog.example.org`. Whether anything answers there is the certificate's matter. */
  readonly httpsUrl: pulumi.Output<string>;
  /** Name or address for authors' SSH: a rebuild keeps it. */
  readonly address: pulumi.Output<string>;
  /** Where a release is checked: `url`, or this machine's own page while readers are still kept on the machine before it. */
  readonly checkUrl: pulumi.Output<string>;
}

export interface ServerArgs {
  /** cloud-init user-data as Oracle takes it: base64, gzip'd where that helps. */
  readonly userData: pulumi.Input<string>;
  readonly operatorKey: pulumi.Input<string>;
  /** Keys of operator and server: a target that cannot boot its machine logs in with them. */
  readonly keys: Pick<SshKeys, "operator" | "host">;
  /** What must have succeeded before readers come to a rebuilt machine. Asked for after the program has made everything. */
  readonly readersAfter: () => pulumi.Resource[];
}

/** A target: what it would refuse, known before anything is made, and how its server is made. */
export interface Target {
  readonly problems: readonly string[];
  make(args: ServerArgs): Server;
}
