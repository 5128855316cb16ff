import { images, shapes } from "./account-model";
import type { Props, Thing } from "./inventory";
import type { Cloud } from "./kind";
import { mustCompartment } from "./kinds/checks";
import { invalid, notFound } from "./oracle-error";

/** Answers one data source. */
type Source = (cloud: Cloud, args: Props) => Props;

const list =
  (kind: string, result: string, shape: (thing: Thing) => Props = (t) => t.props, keys = ["compartmentId"]): Source =>
  (cloud, args) => {
    if (keys.includes("compartmentId")) mustCompartment(cloud, args);
    if (cloud.account.unreadable.includes(args["compartmentId"])) throw notFound();
    const where = Object.fromEntries(keys.map((key) => [key, args[key]]));
    return { [result]: cloud.inventory.find(kind, where).map(shape) };
  };

/** Data sources wrap single objects of a resource in lists. */
const asListed = ({ props }: Thing): Props => ({ ...props, shapeConfigs: [props["shapeConfig"]] });

const regionSubscriptions: Source = ({ account }, args) => {
  mustTenancy(account.tenancy, args["tenancyId"]);
  const regionSubscriptions = account.regions.map((regionName, i) => ({
    regionName,
    isHomeRegion: i === 0,
    state: "READY",
  }));
  return { regionSubscriptions };
};

function mustTenancy(tenancy: string, asked: unknown): void {
  if (asked !== tenancy) throw notFound();
}

const resourceAvailability: Source = ({ account, inventory }, args) => {
  mustTenancy(account.tenancy, args["compartmentId"]);
  if (args["limitName"] === "vcn-count") {
    const vcns = inventory.find("Vcn", {}).length;
    return {
      available: String(account.limits.vcns - vcns),
      used: String(vcns),
      effectiveQuotaValue: account.limits.vcns,
    };
  }
  const domain = account.domains.find((d) => d.name === args["availabilityDomain"]);
  if (!domain) throw invalid("availabilityDomain is required for limits of scope AD");
  const machines = inventory.find("Instance", { availabilityDomain: domain.name });
  const of = (shape: string) => machines.filter((m) => m.props["shape"] === shape);
  const sum = (key: string) =>
    of("VM.Standard.A1.Flex").reduce((total, m) => total + Number(m.props["shapeConfig"][key]), 0);
  const [limit, used] = {
    "standard-e2-micro-core-count": [domain.micros, of("VM.Standard.E2.1.Micro").length],
    "standard-a1-core-count": [account.limits.armOcpus, sum("ocpus")],
    "standard-a1-memory-count": [account.limits.armMemoryGb, sum("memoryInGbs")],
  }[args["limitName"] as string] ?? [undefined, 0];
  if (limit === undefined || used === undefined) throw notFound();
  return { available: String(limit - used), used: String(used), effectiveQuotaValue: limit };
};

const getImages: Source = (_, args) => ({
  images: images
    .filter((i) => args["operatingSystem"] === "Canonical Ubuntu" && i.architecture === shapes[args["shape"] as string])
    .map((i) => ({ id: i.id, displayName: i.name })),
});

/** Every data source the fake answers, by token. */
export const dataSources: { readonly [token: string]: Source } = {
  "oci:Identity/getRegionSubscriptions:getRegionSubscriptions": regionSubscriptions,
  "oci:Identity/getAvailabilityDomains:getAvailabilityDomains": ({ account }) => ({
    availabilityDomains: account.domains.map(({ name }) => ({ name, compartmentId: account.tenancy })),
  }),
  "oci:Identity/getCompartments:getCompartments": ({ account }, args) => {
    mustTenancy(account.tenancy, args["compartmentId"]);
    return { compartments: account.compartments.map((c) => ({ ...c, state: "ACTIVE" })) };
  },
  "oci:Limits/getResourceAvailability:getResourceAvailability": resourceAvailability,
  "oci:Limits/getQuotas:getQuotas": list("Quota", "quotas"),
  "oci:Core/getImages:getImages": getImages,
  "oci:Core/getInstances:getInstances": list("Instance", "instances", asListed),
  "oci:Core/getBootVolumes:getBootVolumes": list("BootVolume", "bootVolumes"),
  "oci:Core/getVolumes:getVolumes": list("Volume", "volumes"),
  "oci:Core/getVcns:getVcns": list("Vcn", "virtualNetworks"),
  "oci:Core/getSubnets:getSubnets": list("Subnet", "subnets"),
  "oci:Core/getRouteTables:getRouteTables": list("RouteTable", "routeTables"),
  "oci:Core/getSecurityLists:getSecurityLists": list("SecurityList", "securityLists"),
  "oci:Core/getInternetGateways:getInternetGateways": list("InternetGateway", "gateways"),
  "oci:Core/getPrivateIps:getPrivateIps": list("PrivateIp", "privateIps", (t) => t.props, ["subnetId", "vnicId"]),
  "oci:Core/getPublicIps:getPublicIps": list("PublicIp", "publicIps", (t) => t.props, ["compartmentId", "lifetime"]),
  "oci:Core/getVnicAttachments:getVnicAttachments": list("VnicAttachment", "vnicAttachments", (t) => t.props, [
    "compartmentId",
    "instanceId",
  ]),
  "oci:Core/getBootVolumeAttachments:getBootVolumeAttachments": (cloud, args) => ({
    bootVolumeAttachments: cloud.inventory
      .all("Instance")
      .filter((i) => i.id === args["instanceId"] && i.props["availabilityDomain"] === args["availabilityDomain"])
      .map((i) => ({ instanceId: i.id, bootVolumeId: i.props["bootVolumeId"], state: "ATTACHED" })),
  }),
};
