import { expect, test } from "vitest";
import { chooseDomain, machinesAdmitted } from "../../../infra/targets/oracle/launch/availability-domain";

test.each([
  ["the only one", [{ name: "AD-1" }], "AD-1"],
  [
    "the one the limit admits",
    [
      { name: "AD-1", admitted: 0 },
      { name: "AD-2", admitted: 2 },
    ],
    "AD-2",
  ],
  [
    "one with room before one that is full",
    [
      { name: "AD-1", admitted: 1, capacity: "OUT_OF_HOST_CAPACITY" },
      { name: "AD-2", admitted: 1, capacity: "AVAILABLE" },
    ],
    "AD-2",
  ],
  [
    "a full one the limit admits before an empty one it does not",
    [
      { name: "AD-1", admitted: 0, capacity: "AVAILABLE" },
      { name: "AD-2", admitted: 1, capacity: "OUT_OF_HOST_CAPACITY" },
    ],
    "AD-2",
  ],
  [
    "a full one, which may get room, before one without the hardware",
    [
      { name: "AD-1", admitted: 1, capacity: "HARDWARE_NOT_SUPPORTED" },
      { name: "AD-2", admitted: 1, capacity: "OUT_OF_HOST_CAPACITY" },
    ],
    "AD-2",
  ],
  [
    "one that is known to have room before one nobody asked about",
    [
      { name: "AD-1", admitted: 1 },
      { name: "AD-2", admitted: 1, capacity: "AVAILABLE" },
    ],
    "AD-2",
  ],
  ["the first by name when all are alike", [{ name: "AD-3" }, { name: "AD-2" }], "AD-2"],
])("takes %s", (_, offers, chosen) => expect(chooseDomain(offers)).toBe(chosen));

test("says so when there is none", () => {
  expect(() => chooseDomain([])).toThrow("Oracle names no availability domain for this region");
});

test.each([
  [[2], [1], 2],
  [[2, 12], [2, 12], 1],
  [[2, 5], [1, 6], 0],
  [[0], [1], 0],
])("%j available and %j needed admit %i machines", (available, needed, machines) =>
  expect(machinesAdmitted(available, needed)).toBe(machines),
);
