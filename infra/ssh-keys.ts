import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { formerly } from "./formerly";
import { nextKeys } from "./names";
import type { Plan } from "./plan";

/** An ed25519 key pair in OpenSSH's format. The private half is secret in the state. */
export interface KeyPair {
  readonly public: pulumi.Output<string>;
  readonly private: pulumi.Output<string>;
}

/**
 * Prints a pair, the public half first, so that one line splits the two: the one that `npm run keys -- rotate` staged, else a
 * generated one from a folder that is gone when the command ends.
 */
const print = [
  "set -eu",
  `if [ -f "$STAGED" ]; then exec cat "$STAGED.pub" "$STAGED"; fi`,
  "folder=$(mktemp -d)",
  `trap 'rm -rf "$folder"' EXIT`,
  `ssh-keygen -q -t ed25519 -N '' -C "$COMMENT" -f "$folder/key"`,
  `cat "$folder/key.pub" "$folder/key"`,
].join("\n");

/**
 * Every input of a command. An update of one without an `update` script runs `create` again, which would be new keys, and the
 * operator locked out: so no edit of ours, default of a plugin or other version of it may count as a change.
 */
const everyInput = Object.keys({
  addPreviousOutputInEnv: 0,
  archivePaths: 0,
  assetPaths: 0,
  create: 0,
  delete: 0,
  dir: 0,
  environment: 0,
  interpreter: 0,
  logging: 0,
  stdin: 0,
  triggers: 0,
  update: 0,
} satisfies Record<keyof command.local.CommandArgs, 0>);

/** Only a rotation honours today's inputs: with `ignoreChanges` even a replacement runs the script that the state has. */
const kept = (plan: Plan) => (plan.rotate ? [] : everyInput);

/**
 * The operator's key and the server's host key, made once per stack. The host key exists before the server does, so that the
 * first connection is already checked against it: nobody has to answer "are you sure".
 */
export class SshKeys extends pulumi.ComponentResource {
  readonly operator: KeyPair;
  readonly host: KeyPair;

  constructor(name: string, plan: Plan, opts?: pulumi.ComponentResourceOptions) {
    super("freehold:index:SshKeys", name, {}, formerly("freehold:index:Keys", opts));
    this.operator = this.make("operator", `operator@${plan.name}`, plan);
    this.host = this.make("host", plan.name, plan);
    this.registerOutputs({ operator: this.operator.public, host: this.host.public });
  }

  private make(name: string, comment: string, plan: Plan): KeyPair {
    const environment = { COMMENT: comment, STAGED: `${nextKeys(plan.stack)}/${name}` };
    const made = new command.local.Command(
      `${name}-key`,
      { create: print, environment, logging: "none" },
      { parent: this, additionalSecretOutputs: ["stdout"], ignoreChanges: kept(plan) },
    );
    const half = (pick: (lines: string[]) => string) =>
      pulumi.secret(made.stdout.apply((text) => pick(text.trimEnd().split("\n"))));
    return {
      public: pulumi.unsecret(half((lines) => lines[0] ?? "")),
      private: half((lines) => `${lines.slice(1).join("\n")}\n`),
    };
  }
}
