import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Plan } from "./plan";

/** An ed25519 key pair in OpenSSH's format. The private half is secret in the state. */
export interface KeyPair {
  readonly public: pulumi.Output<string>;
  readonly private: pulumi.Output<string>;
}

/** Made in a folder that is gone when the command ends; the public half first, so that one line splits the two. */
const generate = [
  "set -eu",
  "folder=$(mktemp -d)",
  `trap 'rm -rf "$folder"' EXIT`,
  `ssh-keygen -q -t ed25519 -N '' -C "$COMMENT" -f "$folder/key"`,
  `cat "$folder/key.pub" "$folder/key"`,
].join("\n");

/**
 * The operator's key and the server's host key, made once per stack. The host key exists before the server does, so that the
 * first connection is already checked against it: nobody has to answer "are you sure".
 */
export class SshKeys extends pulumi.ComponentResource {
  readonly operator: KeyPair;
  readonly host: KeyPair;

  constructor(name: string, plan: Plan, opts?: pulumi.ComponentResourceOptions) {
    super("freehold:index:SshKeys", name, {}, opts);
    this.operator = this.make("operator", `operator@${plan.name}`);
    this.host = this.make("host", plan.name);
    this.registerOutputs({ operator: this.operator.public, host: this.host.public });
  }

  private make(name: string, comment: string): KeyPair {
    const made = new command.local.Command(
      `${name}-key`,
      { create: generate, environment: { COMMENT: comment }, logging: "none" },
      { parent: this, additionalSecretOutputs: ["stdout"] },
    );
    const half = (pick: (lines: string[]) => string) =>
      pulumi.secret(made.stdout.apply((text) => pick(text.trimEnd().split("\n"))));
    return {
      public: pulumi.unsecret(half((lines) => lines[0] ?? "")),
      private: half((lines) => `${lines.slice(1).join("\n")}\n`),
    };
  }
}
