import type { Case } from "./case";
import { freeTier } from "./limits";

const diskWhole: Case = (asked) =>
  Number.isInteger(asked.diskGb)
    ? undefined
    : {
        name: "disk-whole",
        limit: "a boot volume is a whole number of GB",
        asked: `${asked.diskGb} GB`,
        instead: `set freehold:diskGb to ${Math.max(freeTier.bootVolumeGb, Math.floor(asked.diskGb) || 0)}`,
      };

const diskMinimum: Case = (asked) =>
  asked.diskGb >= freeTier.bootVolumeGb
    ? undefined
    : {
        name: "disk-minimum",
        limit: `a boot volume has at least ${freeTier.bootVolumeGb} GB`,
        asked: `${asked.diskGb} GB`,
        instead: `set freehold:diskGb to ${freeTier.bootVolumeGb}`,
      };

const diskMaximum: Case = (asked) =>
  asked.diskGb <= freeTier.storageGb
    ? undefined
    : {
        name: "disk-maximum",
        limit: `${freeTier.storageGb} GB of volumes in the account`,
        asked: `${asked.diskGb} GB`,
        instead: `set freehold:diskGb to ${freeTier.storageGb} or less`,
      };

const storageSum: Case = (asked, account) => {
  const others = account.volumes.filter((v) => !v.own);
  const used = others.reduce((sum, v) => sum + v.sizeGb, 0);
  if (others.length === 0 || asked.diskGb + used <= freeTier.storageGb) return undefined;
  const left = freeTier.storageGb - used;
  const list = others.map((v) => `${v.name} (${v.sizeGb} GB)`).join(", ");
  return {
    name: "storage-sum",
    limit: `${freeTier.storageGb} GB of boot and block volumes in the account, attached or not`,
    asked: `${asked.diskGb} GB besides ${list}`,
    instead:
      left >= freeTier.bootVolumeGb ? `set freehold:diskGb to ${left} or less` : "delete volumes that are not needed",
  };
};

/** Cases of boot and block volumes. */
export const storageCases: readonly Case[] = [diskWhole, diskMinimum, diskMaximum, storageSum];
