import { describe, expect, test } from "vitest";
import type { Account } from "../../../infra/targets/oracle/account/account";
import { judge, refusalText } from "../../../infra/targets/oracle/guard";
import type { Asked } from "../../../infra/targets/oracle/guard/case";

const micro: Asked = {
  shape: "VM.Standard.E2.1.Micro",
  ocpus: 0.125,
  memoryGb: 1,
  diskGb: 50,
  region: "eu-frankfurt-1",
  vcns: 1,
  operatingSystem: "Canonical Ubuntu",
};
const arm: Asked = { ...micro, shape: "VM.Standard.A1.Flex", ocpus: 2, memoryGb: 12 };

const empty: Account = {
  tenancy: "t",
  region: "eu-frankfurt-1",
  homeRegion: "eu-frankfurt-1",
  compartment: "t",
  domains: ["AD-1"],
  instances: [],
  volumes: [],
  vcns: [],
  reserved: [],
};
const machine = (name: string, shape: string, ocpus: number, memoryGb: number, own = false) => ({
  id: name,
  name,
  shape,
  ocpus,
  memoryGb,
  own,
  domain: "AD-1",
  state: "RUNNING",
  compartment: "t",
});
const volume = (name: string, sizeGb: number, own = false) => ({ id: name, name, sizeGb, own });
const network = (name: string, own = false) => ({ id: name, name, own });
const intro = "this would leave Oracle's always-free tier";

const cases: [string, Asked, Partial<Account>, string][] = [
  [
    "shape-not-free",
    { ...micro, shape: "VM.Standard.E5.Flex" },
    {},
    "asked VM.Standard.E5.Flex; limit: free shapes are VM.Standard.E2.1.Micro and VM.Standard.A1.Flex. Instead: set freehold:shape to micro or arm",
  ],
  [
    "home-region",
    { ...micro, region: "eu-amsterdam-1" },
    {},
    "asked eu-amsterdam-1; limit: free volumes and machines are free in the home region only, which is eu-frankfurt-1. Instead: set freehold:region to eu-frankfurt-1",
  ],
  [
    "micro-size",
    { ...micro, memoryGb: 2 },
    {},
    "asked 0.125 OCPU, 2 GB; limit: VM.Standard.E2.1.Micro has 1/8 OCPU and 1 GB, no other size. Instead: remove freehold:ocpus and freehold:memoryGb, or set freehold:shape to arm",
  ],
  [
    "micro-count",
    micro,
    { instances: [machine("a", micro.shape, 1, 1), machine("b", micro.shape, 1, 1)] },
    "asked 1 more besides a, b; limit: 2 VM.Standard.E2.1.Micro in the account. Instead: end one of them, or set freehold:shape to arm",
  ],
  [
    "arm-ocpus-whole",
    { ...arm, ocpus: 1.5, memoryGb: 9 },
    {},
    "asked 1.5; limit: VM.Standard.A1.Flex takes whole OCPUs, 1 or more. Instead: set freehold:ocpus to 1 or 2",
  ],
  [
    "arm-memory-whole",
    { ...arm, ocpus: 1, memoryGb: 6.5 },
    {},
    "asked 6.5; limit: VM.Standard.A1.Flex takes whole GB of memory, 1 or more. Instead: set freehold:memoryGb to 6 or 12",
  ],
  [
    "arm-memory-ratio",
    { ...arm, ocpus: 2, memoryGb: 1 },
    {},
    "asked 1 GB for 2 OCPU; limit: 1 to 64 GB of memory for each OCPU. Instead: set freehold:memoryGb to 6 for each OCPU",
  ],
  [
    "arm-ocpu-sum",
    { ...arm, ocpus: 2, memoryGb: 6 },
    { instances: [machine("mail", arm.shape, 1, 1)] },
    "asked 2 besides mail; limit: 2 OCPUs of VM.Standard.A1.Flex in the account. Instead: set freehold:ocpus to 1",
  ],
  [
    "arm-memory-sum",
    { ...arm, ocpus: 1, memoryGb: 8 },
    { instances: [machine("mail", arm.shape, 1, 6)] },
    "asked 8 GB besides mail; limit: 12 GB of memory for VM.Standard.A1.Flex in the account. Instead: set freehold:memoryGb to 6",
  ],
  [
    "arm-memory-rounded",
    { ...arm, ocpus: 1, memoryGb: 4 },
    { instances: [machine("mail", arm.shape, 1, 8)] },
    "asked 4 GB, counted as 6 GB besides mail; limit: 12 GB in the account, where Oracle counts at least 6 GB for each OCPU. Instead: set freehold:shape to micro",
  ],
  [
    "disk-whole",
    { ...micro, diskGb: 50.5 },
    {},
    "asked 50.5 GB; limit: a boot volume is a whole number of GB. Instead: set freehold:diskGb to 50",
  ],
  [
    "disk-minimum",
    { ...micro, diskGb: 47 },
    {},
    "asked 47 GB; limit: a boot volume has at least 50 GB. Instead: set freehold:diskGb to 50",
  ],
  [
    "disk-maximum",
    { ...micro, diskGb: 201 },
    {},
    "asked 201 GB; limit: 200 GB of volumes in the account. Instead: set freehold:diskGb to 200 or less",
  ],
  [
    "storage-sum",
    { ...micro, diskGb: 100 },
    { volumes: [volume("photos", 80), volume("old boot", 47)] },
    "asked 100 GB besides photos (80 GB), old boot (47 GB); limit: 200 GB of boot and block volumes in the account, attached or not. Instead: set freehold:diskGb to 73 or less",
  ],
  [
    "vcn-count",
    micro,
    { vcns: [network("a"), network("b")] },
    "asked 1 more besides a, b; limit: 2 VCNs in the account. Instead: delete a VCN that is not needed",
  ],
  [
    "image-not-free",
    { ...micro, operatingSystem: "Windows" },
    {},
    "asked Windows; limit: the image must need no licence; Freehold runs on Canonical Ubuntu. Instead: use Canonical Ubuntu",
  ],
];

describe("each way out of the free tier is refused, with limit, asked and instead", () => {
  test.each(cases)("%s", (name, asked, account, text) => {
    const refusals = judge(asked, { ...empty, ...account });
    expect(refusals.map(refusalText)).toEqual([`${intro} (${name}): ${text}`]);
  });
});

describe("what is free is let through", () => {
  test.each<[string, Asked, Partial<Account>]>([
    ["the default Micro in an empty account", micro, {}],
    ["all of A1 in an empty account", arm, {}],
    ["a second Micro", micro, { instances: [machine("a", micro.shape, 1, 1)], volumes: [volume("a", 50)] }],
    [
      "half of A1 beside the other half",
      { ...arm, ocpus: 1, memoryGb: 6 },
      { instances: [machine("a", arm.shape, 1, 6)] },
    ],
    ["all of A1 beside Micros", arm, { instances: [machine("a", micro.shape, 1, 1), machine("b", micro.shape, 1, 1)] }],
    ["a disk that fills the account", { ...micro, diskGb: 150 }, { volumes: [volume("a", 50)] }],
    ["a second VCN", micro, { vcns: [network("a")] }],
    [
      "what this stack has made itself",
      { ...arm, diskGb: 200 },
      {
        instances: [machine("own", arm.shape, 2, 12, true)],
        volumes: [volume("own", 200, true)],
        vcns: [network("own", true), network("a")],
      },
    ],
  ])("%s", (_, asked, account) => {
    expect(judge(asked, { ...empty, ...account })).toEqual([]);
  });
});

test("all problems come at once", () => {
  const asked = { ...micro, diskGb: 20, region: "eu-amsterdam-1", memoryGb: 4 };
  expect(judge(asked, empty).map((r) => r.name)).toEqual(["home-region", "micro-size", "disk-minimum"]);
});
