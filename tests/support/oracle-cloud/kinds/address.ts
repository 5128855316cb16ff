import { contains, parseBlock } from "../cidr";
import type { Thing } from "../inventory";
import type { Cloud, Kind } from "../kind";
import { conflict, invalid, limitExceeded } from "../oracle-error";
import { must, mustCompartment } from "./checks";
import { refreshNetworks } from "./networks-of";

const micro = "VM.Standard.E2.1.Micro";

export const privateIp: Kind = {
  name: "PrivateIp",
  async create(cloud, body) {
    const vnic = must(cloud, "Vnic", body["vnicId"]);
    const subnetId = vnic.props["subnetId"] as string;
    const ipAddress = body["ipAddress"] as string;
    const block = parseBlock(must(cloud, "Subnet", subnetId).props["cidrBlock"]);
    const address = parseBlock(`${ipAddress}/32`);
    if (!block || !address || !contains(block, address)) throw invalid(`IP address ${ipAddress} is not in the subnet.`);
    if (address.first <= block.first + 1 || address.last === block.last)
      throw invalid(`IP address ${ipAddress} is reserved by the subnet.`);
    if (cloud.inventory.find("PrivateIp", { subnetId, ipAddress }).length > 0)
      throw conflict(`IP address ${ipAddress} is already in use.`);
    const { compartmentId, availabilityDomain } = vnic.props;
    const made = cloud.inventory.add("PrivateIp", {
      compartmentId,
      availabilityDomain,
      lifetime: "EPHEMERAL",
      ipState: "ASSIGNED",
      ...body,
      subnetId,
      isPrimary: false,
    });
    await refreshNetworks(cloud);
    return made;
  },
  async update(cloud, thing, body) {
    const vnic = must(cloud, "Vnic", body["vnicId"] ?? thing.props["vnicId"]);
    if (vnic.props["subnetId"] !== thing.props["subnetId"])
      throw invalid("A private IP can be moved to a VNIC of the same subnet only.");
    cloud.inventory.change(thing.id, body);
    await refreshNetworks(cloud);
  },
  async delete(cloud, thing) {
    for (const pub of cloud.inventory.find("PublicIp", { privateIpId: thing.id }))
      cloud.inventory.change(pub.id, assignment(""));
    cloud.inventory.remove(thing.id);
    await refreshNetworks(cloud);
  },
};

/** What a public address says of the private one it is assigned to, or that it is to none. */
export const assignment = (privateIpId: string) => ({
  privateIpId: privateIpId || null,
  assignedEntityId: privateIpId || null,
  assignedEntityType: privateIpId ? "PRIVATE_IP" : null,
  lifecycleState: privateIpId ? "ASSIGNED" : "AVAILABLE",
});

export const publicIp: Kind = {
  name: "PublicIp",
  async create(cloud, body) {
    mustCompartment(cloud, body);
    const target = (body["privateIpId"] as string | undefined) ?? "";
    const reserved = cloud.inventory.find("PublicIp", { lifetime: "RESERVED" });
    if (body["lifetime"] === "RESERVED" && reserved.length >= cloud.account.limits.reservedAddresses)
      throw limitExceeded("reserved-public-ip-count");
    if (target) mustBeBare(cloud, target);
    const number = cloud.inventory.every().length % 250;
    const ipAddress = (await cloud.host.reserve?.()) ?? `203.0.113.${number + 1}`;
    const made = cloud.inventory.add("PublicIp", { ...body, ...assignment(target), ipAddress, scope: "REGION" });
    await refreshNetworks(cloud);
    return made;
  },
  async update(cloud, thing, body) {
    const { privateIpId = thing.props["privateIpId"] ?? "", ...rest } = body;
    if (privateIpId && privateIpId !== thing.props["privateIpId"]) mustBeBare(cloud, privateIpId);
    cloud.inventory.change(thing.id, { ...rest, ...assignment(privateIpId) });
    await refreshNetworks(cloud);
  },
  async delete(cloud, thing) {
    cloud.inventory.remove(thing.id);
    await refreshNetworks(cloud);
  },
};

function mustBeBare(cloud: Cloud, id: string): void {
  const inside = must(cloud, "PrivateIp", id);
  const taken = cloud.inventory.find("PublicIp", { privateIpId: inside.id })[0];
  if (taken) throw conflict(`Private IP ${id} already has public IP ${taken.props["ipAddress"]} assigned.`);
  mustHaveRoom(cloud, inside);
}

/** The words are a guess: nobody has seen Oracle refuse a Micro's second public address (facts/growth.md, section 0.3). */
function mustHaveRoom({ inventory, account }: Cloud, inside: Thing): void {
  const vnic = inventory.get(inside.props["vnicId"]);
  const machine = inventory.get(vnic?.props["instanceId"]);
  if (machine?.props["shape"] !== micro) return;
  const others = inventory
    .find("PrivateIp", { vnicId: vnic?.id })
    .flatMap(({ id }) => inventory.find("PublicIp", { privateIpId: id }));
  if (others.length >= account.addressesOfMicro) throw limitExceeded("public-ip-per-vnic-count");
}
