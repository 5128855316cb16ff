import type { Kind } from "../kind";
import { invalid, limitExceeded, notFound } from "../oracle-error";

/** Boot volumes come and go with their machines; they can be made larger. */
export const bootVolume: Kind = {
  name: "BootVolume",
  create() {
    throw notFound();
  },
  update({ inventory, account }, thing, body) {
    const [before, wanted] = [Number(thing.props["sizeInGBs"]), Number(body["sizeInGBs"])];
    if (wanted < before) throw invalid(`The volume size ${wanted} GB is less than its current size ${before} GB.`);
    const volumes = [...inventory.all("BootVolume"), ...inventory.all("Volume")];
    const used = volumes.reduce((sum, { props }) => sum + Number(props["sizeInGBs"]), 0);
    if (used + wanted - before > account.limits.storageGb) throw limitExceeded("total-storage-gb");
    inventory.change(thing.id, body);
  },
  delete: ({ inventory }, thing) => inventory.remove(thing.id),
};
