import type { Props, Thing } from "../inventory";
import type { Cloud, Kind } from "../kind";
import { incorrectState, notFound, outOfCapacity } from "../oracle-error";
import { addBootVolume, attach, detach, turnOn } from "./instance-parts";
import { mustLaunch, mustShape, shapeConfigOf } from "./launch-checks";
import { refreshNetworks } from "./networks-of";
import { addWorkRequest, finishWorkRequest } from "./work-request";

export const instance: Kind = {
  name: "Instance",
  create(cloud, body) {
    mustLaunch(cloud, body);
    const full = !takeHost(cloud, body);
    if (full && cloud.account.capacityBy === "response") throw outOfCapacity();
    return launch(cloud, body, full);
  },
  async update(cloud, thing, body) {
    const state = thing.props["lifecycleState"] as string;
    if (state === "TERMINATED" || state === "TERMINATING") throw incorrectState();
    const { sourceDetails, ...rest } = body;
    const wanted = { ...thing.props, ...rest, sourceDetails: { ...thing.props["sourceDetails"], ...sourceDetails } };
    if (body["shape"] || body["shapeConfig"]) mustShape(cloud, wanted, thing.id);
    if (sourceDetails?.imageId && sourceDetails.imageId !== thing.props["sourceDetails"].imageId)
      swapBootVolume(cloud, thing, wanted);
    const shapeConfig = body["shapeConfig"] ? shapeConfigOf(wanted) : thing.props["shapeConfig"];
    const workRequest = addWorkRequest(cloud, "UpdateInstance", thing);
    finishWorkRequest(cloud, workRequest.id);
    cloud.inventory.change(thing.id, { ...wanted, shapeConfig, _workRequest: workRequest.id });
  },
  delete(cloud, thing, query) {
    const state = thing.props["lifecycleState"] as string;
    if (state === "TERMINATED") throw notFound();
    if (state === "TERMINATING") throw incorrectState();
    terminate(cloud, thing, query.get("preserveBootVolume") === "true");
  },
};

/** Takes one of the domain's free hosts. @returns whether there was one */
function takeHost({ account }: Cloud, body: Props): boolean {
  const domain = account.domains.find((d) => d.name === body["availabilityDomain"]);
  const shape = body["shape"] as string;
  if (domain?.capacity[shape] === undefined) return true;
  if (domain.capacity[shape] < 1) return false;
  domain.capacity[shape] -= 1;
  return true;
}

/** The trap: a new image is an update, and takes the disk with it. */
function swapBootVolume(cloud: Cloud, thing: Thing, wanted: Props): void {
  const attachment = cloud.inventory.find("BootVolumeAttachment", { instanceId: thing.id })[0];
  if (!attachment) return;
  cloud.inventory.remove(attachment.props["bootVolumeId"]);
  const boot = addBootVolume(cloud, wanted);
  cloud.inventory.change(attachment.id, { bootVolumeId: boot.id });
  wanted["_boot"] = boot.id;
}

/** Accepts the launch; what comes of it comes later. */
function launch(cloud: Cloud, body: Props, doomed: boolean): Thing {
  const boot = addBootVolume(cloud, body);
  const made = cloud.inventory.add("Instance", {
    ...body,
    shapeConfig: shapeConfigOf(body),
    imageId: body["sourceDetails"].imageId,
    region: cloud.account.regions[0],
    faultDomain: "FAULT-DOMAIN-2",
    launchMode: "PARAVIRTUALIZED",
    lifecycleState: "PROVISIONING",
    _boot: boot.id,
  });
  const workRequest = addWorkRequest(cloud, "LaunchInstance", made);
  cloud.inventory.change(made.id, { _workRequest: workRequest.id });
  cloud.clock.after(cloud.pace.launch, async () => {
    // It may have been ended meanwhile.
    if (cloud.inventory.get(made.id)?.props["lifecycleState"] !== "PROVISIONING") return;
    if (doomed) {
      cloud.inventory.change(made.id, { lifecycleState: "TERMINATED" });
      cloud.inventory.change(boot.id, { lifecycleState: "TERMINATED" });
      finishWorkRequest(cloud, workRequest.id, { code: "InternalError", message: "Out of host capacity." });
      return;
    }
    attach(cloud, made.id);
    await turnOn(cloud, made.id);
    finishWorkRequest(cloud, workRequest.id);
  });
  return cloud.inventory.get(made.id) ?? made;
}

/** Ends a machine: by a request, by Oracle, or by a person in the console. A reserved public address stays, unassigned. */
export function terminate(cloud: Cloud, thing: Thing, preserveBootVolume = false): void {
  cloud.inventory.change(thing.id, { lifecycleState: "TERMINATING" });
  cloud.clock.after(cloud.pace.terminate, async () => {
    await cloud.host.terminate(thing.id);
    detach(cloud, thing.id, preserveBootVolume);
    cloud.inventory.change(thing.id, { lifecycleState: "TERMINATED" });
    const domain = cloud.account.domains.find((d) => d.name === thing.props["availabilityDomain"]);
    const shape = thing.props["shape"] as string;
    if (domain?.capacity[shape] !== undefined) domain.capacity[shape] += 1;
    await refreshNetworks(cloud);
  });
}
