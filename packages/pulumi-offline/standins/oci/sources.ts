import type { Plain } from "../provider/values";
import { ask, askAll, type Context } from "./client";
import { isMissing } from "./errors";
import { restName, toPulumi } from "./names";
import type { Service } from "./services";

/** A data source: where its list is, and under which name it answers. */
interface Source {
  readonly service: Service;
  readonly path: (args: Plain) => string;
  readonly result: string;
  /** One item, where it differs from what Oracle says. */
  readonly item?: (props: Plain) => Plain;
  /** Whether Oracle answers with `{items: [...]}`, which Terraform puts into a list of one. */
  readonly collection?: true;
  /** Arguments that are in the path. */
  readonly inPath?: readonly string[];
}

const list = (service: Service, path: string, result: string, item?: Source["item"]): Source => ({
  service,
  path: () => path,
  result,
  ...(item ? { item } : {}),
});

/** Single objects of a resource are lists in a data source. */
const machine = ({ shapeConfig, ...props }: Plain): Plain => ({ ...props, shapeConfigs: [shapeConfig] });

const withTexts =
  (...keys: string[]) =>
  (props: Plain): Plain => ({ ...props, ...Object.fromEntries(keys.map((key) => [key, String(props[key])])) });

const sources: { readonly [token: string]: Source } = {
  "oci:Identity/getRegionSubscriptions:getRegionSubscriptions": {
    service: "identity",
    path: ({ tenancyId }) => `tenancies/${tenancyId}/regionSubscriptions`,
    result: "regionSubscriptions",
    item: ({ status, ...props }) => ({ ...props, state: status }),
    inPath: ["tenancyId"],
  },
  "oci:Identity/getAvailabilityDomains:getAvailabilityDomains": list(
    "identity",
    "availabilityDomains",
    "availabilityDomains",
  ),
  "oci:Identity/getCompartments:getCompartments": list("identity", "compartments", "compartments"),
  "oci:Limits/getQuotas:getQuotas": list("quotas", "quotas", "quotas"),
  "oci:Budget/getBudgets:getBudgets": list("budget", "budgets", "budgets"),
  "oci:Core/getImages:getImages": list("compute", "images", "images"),
  "oci:Core/getShapes:getShapes": list("compute", "shapes", "shapes", ({ shape, ...props }) => ({
    ...props,
    name: shape,
  })),
  "oci:Core/getInstances:getInstances": list("compute", "instances", "instances", machine),
  "oci:Core/getBootVolumes:getBootVolumes": list("storage", "bootVolumes", "bootVolumes", withTexts("sizeInGbs")),
  "oci:Core/getVolumes:getVolumes": list("storage", "volumes", "volumes", withTexts("sizeInGbs")),
  "oci:Core/getVcns:getVcns": list("network", "vcns", "virtualNetworks"),
  "oci:Core/getSubnets:getSubnets": list("network", "subnets", "subnets"),
  "oci:Core/getRouteTables:getRouteTables": list("network", "routeTables", "routeTables"),
  "oci:Core/getSecurityLists:getSecurityLists": list("network", "securityLists", "securityLists"),
  "oci:Core/getInternetGateways:getInternetGateways": list("network", "internetGateways", "gateways"),
  "oci:Core/getPrivateIps:getPrivateIps": list("network", "privateIps", "privateIps"),
  "oci:Core/getPublicIps:getPublicIps": list("network", "publicIps", "publicIps"),
  "oci:Core/getVnicAttachments:getVnicAttachments": list("compute", "vnicAttachments", "vnicAttachments"),
  "oci:Core/getBootVolumeAttachments:getBootVolumeAttachments": list(
    "compute",
    "bootVolumeAttachments",
    "bootVolumeAttachments",
  ),
  "oci:LoadBalancer/getLoadBalancers:getLoadBalancers": list("balancers", "loadBalancers", "loadBalancers"),
  "oci:NetworkLoadBalancer/getNetworkLoadBalancers:getNetworkLoadBalancers": {
    ...list("networkBalancers", "networkLoadBalancers", "networkLoadBalancerCollections"),
    collection: true,
  },
};

const availability = "oci:Limits/getResourceAvailability:getResourceAvailability";

async function availabilityOf(args: Plain, context: Context): Promise<Plain> {
  const { serviceName, limitName, ...query } = args;
  const path = `services/${serviceName}/limits/${limitName}/resourceAvailability`;
  const { body } = await ask({ service: "limits", method: "GET", path, query }, context);
  return withTexts("available", "used")(toPulumi(body) as Plain);
}

async function listOf(source: Source, args: Plain, context: Context): Promise<Plain> {
  const asked = Object.entries(args).filter(([key]) => !source.inPath?.includes(key));
  const query = Object.fromEntries(asked.map(([key, value]) => [restName(key), value]));
  const { service, path, item = (props: Plain) => props } = source;
  const items = await askAll({ service, method: "GET", path: path(args), query }, context);
  const props = items.map((one) => item(toPulumi(one) as Plain));
  return { [source.result]: source.collection ? [{ items: props }] : props };
}

const vnic = "oci:Core/getVnic:getVnic";

async function vnicOf({ vnicId }: Plain, context: Context): Promise<Plain> {
  const { body } = await ask({ service: "network", method: "GET", path: `vnics/${vnicId}` }, context);
  const { publicIp, privateIp, ...props } = toPulumi(body) as Plain;
  return { ...props, publicIpAddress: publicIp ?? "", privateIpAddress: privateIp };
}

async function found(token: string, args: Plain, context: Context): Promise<Plain | undefined> {
  if (token === availability) return availabilityOf(args, context);
  if (token === vnic) return vnicOf(args, context);
  const source = sources[token];
  return source && listOf(source, args, context);
}

/** Answers a data source; undefined: there is none such here. A 404 makes an empty answer, as with the official provider. */
export async function answer(token: string, args: Plain, context: Context): Promise<Plain | undefined> {
  try {
    const answered = await found(token, args, context);
    return answered && { ...args, ...answered, id: token };
  } catch (error) {
    if (isMissing(error)) return {};
    throw error;
  }
}
