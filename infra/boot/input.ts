import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../plan";
import type { SshKeys } from "../ssh-keys";
import type { ServerSecrets, ServerSettings, UserDataInput } from "./user-data";

/** What the server's own scripts must know of the plan. Knows nothing of the target. */
export function serverSettings(plan: Plan): ServerSettings {
  const { https, domains, acmeServer, hsts, email } = plan.settings;
  return {
    https,
    domains,
    acmeServer,
    hsts,
    shape: plan.shape.kind,
    memoryGb: plan.shape.memoryGb,
    ...(email === undefined ? {} : { email }),
  };
}

/** What only root of the server may read. */
export function serverSecrets({ settings }: Plan): ServerSecrets {
  const { alarmUrl, heartbeatUrl, backupUrl, backupRecipient } = settings;
  return {
    ...(alarmUrl ? { alarmUrl } : {}),
    ...(heartbeatUrl ? { heartbeatUrl } : {}),
    ...(backupUrl && backupRecipient ? { backupUrl, backupRecipient } : {}),
  };
}

/** This checkout's version, and where newer ones are looked for. */
function newerVersions({ settings: { newerFrom } }: Plan): UserDataInput["newer"] {
  const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string };
  return newerFrom === undefined ? { version } : { version, url: newerFrom };
}

/**
 * What user-data is rendered from, when the keys are known. Secret: it carries the host key's private half.
 * `commit` is what first boot takes from the setting `repository`, where that is set: not in a rebuild or restore, whose old server may have had
 * later releases, or a post unpublished that this commit still has. There the push decides.
 */
export function userDataInput(plan: Plan, keys: SshKeys, commit: string): pulumi.Output<UserDataInput> {
  const { repository } = plan.settings;
  const parts = pulumi.all([keys.host.private, keys.host.public, keys.operator.public]);
  return pulumi.secret(
    parts.apply(([hostPrivate, hostPublic, operatorKey]) => ({
      hostname: plan.name,
      hostKey: { private: hostPrivate, public: hostPublic },
      operatorKey,
      // The operator's key always pushes: `pulumi up` releases with it.
      authors: [operatorKey, ...plan.settings.authors],
      settings: serverSettings(plan),
      secrets: serverSecrets(plan),
      upkeep: plan.settings.upkeep,
      newer: newerVersions(plan),
      ...(repository === undefined || plan.rebuild || plan.restore ? {} : { firstRelease: { repository, commit } }),
    })),
  );
}
