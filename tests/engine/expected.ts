/** Inventory of an undisturbed `up` of the stack `test`, as `World.shape` shows it. */
export const undisturbed = [
  "BootVolume freehold-test (Boot Volume)",
  "Instance freehold-test",
  "InternetGateway freehold-test-gateway",
  "PrivateIp",
  "PrivateIp freehold-test-site",
  "PublicIp EPHEMERAL",
  "PublicIp freehold-test-address",
  "RouteTable freehold-test-routes",
  "SecurityList freehold-test-rules",
  "Subnet freehold-test-subnet",
  "Vcn freehold-test-vcn",
  "Vnic",
  "VnicAttachment",
];

/** API calls of an undisturbed `up`, in the order of their kinds: reads, then what they allow to be made. */
export const callsOfUp = 23;
