import * as pulumi from "@pulumi/pulumi";
import { namespace } from "./commands";

/** The stack's configuration in our namespace, without its prefix. Other namespaces (`oci:region`) are not ours to judge. */
export function stackConfig(): Record<string, string> {
  const prefix = `${namespace}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}
