import type { ProviderArgs } from "@pulumi/oci/provider";
import * as pulumi from "@pulumi/pulumi";

/** `oci:*` of the stack's configuration, as for the default provider, with the region of the settings. */
export function providerConfig(region: string | undefined): ProviderArgs {
  const config = new pulumi.Config("oci");
  const plain = ["auth", "configFileProfile", "fingerprint", "privateKeyPath", "region", "tenancyOcid", "userOcid"];
  const entries = plain.map((key) => [key, config.get(key)]).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(entries),
    ...secretsOf(config),
    ...(region === undefined ? {} : { region }),
  };
}

function secretsOf(config: pulumi.Config): ProviderArgs {
  const privateKey = config.getSecret("privateKey");
  const privateKeyPassword = config.getSecret("privateKeyPassword");
  return { ...(privateKey ? { privateKey } : {}), ...(privateKeyPassword ? { privateKeyPassword } : {}) };
}
