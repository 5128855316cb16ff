/** Inventory of an undisturbed `up` of the stack `test`, as `World.shape` shows it. */
export const undisturbed = [
  "BootVolume freehold-test (Boot Volume)",
  "BootVolumeAttachment",
  "Instance freehold-test",
  "InternetGateway freehold-test-gateway",
  "PrivateIp freehold-test-site",
  "PrivateIp primary",
  "PublicIp EPHEMERAL",
  "PublicIp freehold-test-address",
  "RouteTable freehold-test-routes",
  "SecurityList freehold-test-rules",
  "Subnet freehold-test-subnet",
  "Vcn freehold-test-vcn",
  "Vnic freehold-test-vnic",
  "VnicAttachment",
];

/** Requests of an undisturbed `up` of a Micro where there are three domains: reads, then what they allow to be made. */
export const callsOfUp = 42;

/** Requests of what `up` does before it plans: its state is compared with what is there. */
export const requestsOfComparison = 13;

/** Requests of a `destroy`. */
export const callsOfDestroy = 18;

const made = [
  "vcns",
  "internetGateways",
  "securityLists",
  "routeTables",
  "subnets",
  "instances",
  "privateIps",
  "publicIps",
];

/** What they write, sorted: parts of a network are made side by side. */
export const writesOfUp = [...Array(3).fill("computeCapacityReports"), ...made].map((one) => `POST ${one}`).sort();
export const writesOfDestroy = made.map((one) => `DELETE ${one}`).sort();
