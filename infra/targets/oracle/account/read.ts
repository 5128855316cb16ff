import * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../../plan";
import type { Account, ExistingInstance, ExistingVolume } from "./account";
import type { Credentials } from "./credentials";
import * as core from "./data-sources";
import { explain } from "./errors";
import { isAlive } from "./life";
import { listed, NotReadable } from "./listed";

type Found = Pick<Account, "instances" | "volumes" | "vcns" | "reserved">;

/**
 * Reads what the always-free guard and the choice of the availability domain need. Only list calls, nothing is made:
 * 3 calls, 5 for each compartment, 1 for each machine of this stack.
 * @returns the account, or one plain sentence when Oracle refuses.
 */
export async function readAccount(
  plan: Plan,
  by: Credentials,
  provider: pulumi.ProviderResource,
): Promise<Account | { readonly problem: string }> {
  const compartment = plan.settings.compartment ?? by.tenancy;
  const from: pulumi.InvokeOptions = { provider };
  try {
    return await read(plan, by, compartment, from);
  } catch (error) {
    const asked = error instanceof NotReadable ? error.compartment : compartment;
    return { problem: explain(messageOf(error), { region: by.region, compartment: asked }) };
  }
}

async function read(plan: Plan, by: Credentials, compartment: string, from: pulumi.InvokeOptions): Promise<Account> {
  const tenancyId = by.tenancy;
  const [subscriptions, domains, compartments] = await Promise.all([
    core.getRegionSubscriptions({ tenancyId }, from),
    core.getAvailabilityDomains({ compartmentId: tenancyId }, from),
    core.getCompartments({ compartmentId: tenancyId, compartmentIdInSubtree: true, state: "ACTIVE" }, from),
  ]);
  const all = [tenancyId, ...listed(compartments.compartments, tenancyId).map((c) => c.id)];
  const others = [...new Set(all)].filter((id) => id !== compartment);
  const found = await Promise.all([
    readCompartment(plan, compartment, from),
    ...others.map((id) => readForeignCompartment(plan, id, from)),
  ]);
  const home = listed(subscriptions.regionSubscriptions, tenancyId).find((r) => r.isHomeRegion);
  return {
    tenancy: tenancyId,
    region: by.region,
    homeRegion: home?.regionName ?? "unknown",
    compartment,
    domains: listed(domains.availabilityDomains, tenancyId)
      .map((d) => d.name)
      .sort(),
    instances: found.flatMap((f) => f.instances),
    volumes: found.flatMap((f) => f.volumes),
    vcns: found.flatMap((f) => f.vcns),
    reserved: found.flatMap((f) => f.reserved),
  };
}

async function readCompartment(plan: Plan, compartmentId: string, from: pulumi.InvokeOptions): Promise<Found> {
  const isOwn = (thing: { freeformTags?: { [key: string]: string } }) =>
    thing.freeformTags?.["freehold"] === plan.tags.freehold;
  const [instances, bootVolumes, volumes, vcns, addresses] = await Promise.all([
    core.getInstances({ compartmentId }, from),
    core.getBootVolumes({ compartmentId }, from),
    core.getVolumes({ compartmentId }, from),
    core.getVcns({ compartmentId }, from),
    core.getPublicIps({ compartmentId, scope: "REGION", lifetime: "RESERVED" }, from),
  ]);
  const machines = listed(instances.instances, compartmentId)
    .filter(isAlive)
    .map(
      (i): ExistingInstance => ({
        id: i.id,
        name: i.displayName,
        shape: i.shape,
        ocpus: i.shapeConfigs[0]?.ocpus ?? 0,
        memoryGb: i.shapeConfigs[0]?.memoryInGbs ?? 0,
        domain: i.availabilityDomain,
        compartment: compartmentId,
        state: i.state,
        own: isOwn(i),
      }),
    );
  const ownBoot = await bootVolumesOf(
    machines.filter((m) => m.own),
    from,
  );
  const toVolume = (v: { id: string; displayName: string; sizeInGbs: string }, own: boolean): ExistingVolume => ({
    id: v.id,
    name: v.displayName,
    sizeGb: Number(v.sizeInGbs),
    own,
  });
  return {
    instances: machines,
    volumes: [
      ...listed(bootVolumes.bootVolumes, compartmentId)
        .filter(isAlive)
        .map((v) => toVolume(v, ownBoot.has(v.id))),
      ...listed(volumes.volumes, compartmentId)
        .filter(isAlive)
        .map((v) => toVolume(v, isOwn(v))),
    ],
    vcns: listed(vcns.virtualNetworks, compartmentId)
      .filter(isAlive)
      .map((v) => ({ id: v.id, name: v.displayName, own: isOwn(v) })),
    reserved: listed(addresses.publicIps, compartmentId)
      .filter(isAlive)
      .map((ip) => ({ address: ip.ipAddress, own: isOwn(ip) })),
  };
}

/** Boot volumes carry no tag of their own: they are known by the machine they are attached to. */
async function bootVolumesOf(machines: readonly ExistingInstance[], from: pulumi.InvokeOptions): Promise<Set<string>> {
  const attachments = await Promise.all(
    machines.map((m) =>
      core.getBootVolumeAttachments(
        { availabilityDomain: m.domain, compartmentId: m.compartment, instanceId: m.id },
        from,
      ),
    ),
  );
  return new Set(
    attachments.flatMap((a, i) =>
      listed(a.bootVolumeAttachments, machines[i]?.compartment ?? "").map((b) => b.bootVolumeId),
    ),
  );
}

/** A compartment that the user may not read is left out, aloud: the promise cannot cover what cannot be seen. */
async function readForeignCompartment(plan: Plan, id: string, from: pulumi.InvokeOptions): Promise<Found> {
  try {
    return await readCompartment(plan, id, from);
  } catch (error) {
    if (!(error instanceof NotReadable)) throw error;
    await pulumi.log.warn(`Compartment ${id} may not be read: what it holds is not counted against the free limits.`);
    return { instances: [], volumes: [], vcns: [], reserved: [] };
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
