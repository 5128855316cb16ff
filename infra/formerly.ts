import * as pulumi from "@pulumi/pulumi";

/**
 * Returns options of a component whose type had another name in an earlier version. A state of that version is taken over, the
 * component's children with it; without this an `up` would make a second server.
 */
export const formerly = (type: string, opts: pulumi.ComponentResourceOptions = {}): pulumi.ComponentResourceOptions =>
  pulumi.mergeOptions(opts, { aliases: [{ type }] });
