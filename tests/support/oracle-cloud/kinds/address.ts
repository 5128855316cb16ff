import { contains, parseBlock } from "../cidr";
import type { Kind } from "../kind";
import { conflict, invalid } from "../oracle-error";
import { must, mustCompartment } from "./checks";
import { refreshNetworks } from "./networks-of";

export const privateIp: Kind = {
  name: "PrivateIp",
  service: "Core Private Ip",
  replaces: ["ipAddress", "subnetId", "vlanId"],
  async create(cloud, inputs) {
    const vnic = must(cloud, "Vnic", inputs["vnicId"]);
    const subnetId = vnic.props["subnetId"] as string;
    const ipAddress = inputs["ipAddress"] as string;
    const block = parseBlock(must(cloud, "Subnet", subnetId).props["cidrBlock"]);
    const address = parseBlock(`${ipAddress}/32`);
    if (!block || !address || !contains(block, address)) throw invalid(`IP address ${ipAddress} is not in the subnet.`);
    if (address.first <= block.first + 1 || address.last === block.last)
      throw invalid(`IP address ${ipAddress} is reserved by the subnet.`);
    if (cloud.inventory.find("PrivateIp", { subnetId, ipAddress }).length > 0)
      throw conflict(`IP address ${ipAddress} is already in use.`);
    const made = cloud.inventory.add("PrivateIp", { ...inputs, subnetId, isPrimary: false });
    await refreshNetworks(cloud);
    return made;
  },
  async update(cloud, thing, inputs) {
    const vnic = must(cloud, "Vnic", inputs["vnicId"]);
    if (vnic.props["subnetId"] !== thing.props["subnetId"])
      throw invalid("A private IP can be moved to a VNIC of the same subnet only.");
    cloud.inventory.change(thing.id, inputs);
    await refreshNetworks(cloud);
  },
  async delete(cloud, thing) {
    for (const pub of cloud.inventory.find("PublicIp", { privateIpId: thing.id }))
      cloud.inventory.change(pub.id, { privateIpId: "" });
    cloud.inventory.remove(thing.id);
    await refreshNetworks(cloud);
  },
};

export const publicIp: Kind = {
  name: "PublicIp",
  service: "Core Public Ip",
  replaces: ["lifetime"],
  async create(cloud, inputs) {
    mustCompartment(cloud, inputs);
    if (inputs["privateIpId"]) mustBeBare(cloud, inputs["privateIpId"]);
    const number = cloud.inventory.all().length % 250;
    const ipAddress = (await cloud.host.reserve?.()) ?? `203.0.113.${number + 1}`;
    const made = cloud.inventory.add("PublicIp", { privateIpId: "", ...inputs, ipAddress, state: "ASSIGNED" });
    await refreshNetworks(cloud);
    return made;
  },
  async update(cloud, thing, inputs) {
    const target = (inputs["privateIpId"] as string | undefined) ?? "";
    if (target !== "" && target !== thing.props["privateIpId"]) mustBeBare(cloud, target);
    cloud.inventory.change(thing.id, { privateIpId: "", ...inputs });
    await refreshNetworks(cloud);
  },
  async delete(cloud, thing) {
    cloud.inventory.remove(thing.id);
    await refreshNetworks(cloud);
  },
};

function mustBeBare(cloud: Parameters<Kind["create"]>[0], id: string): void {
  const inside = must(cloud, "PrivateIp", id);
  const taken = cloud.inventory.find("PublicIp", { privateIpId: inside.id })[0];
  if (taken) throw conflict(`Private IP ${id} already has public IP ${taken.props["ipAddress"]} assigned.`);
}
