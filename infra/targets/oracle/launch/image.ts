import type * as pulumi from "@pulumi/pulumi";
import { getImagesOutput } from "../account/data-sources";

/**
 * The newest Ubuntu 24.04 for a shape; the filter by shape selects the architecture. Asked at every run, used only by a new
 * machine: a running one ignores newer images.
 */
export function newestImage(tenancy: string, shape: string, opts: pulumi.InvokeOutputOptions): pulumi.Output<string> {
  const found = getImagesOutput(
    {
      compartmentId: tenancy,
      operatingSystem: "Canonical Ubuntu",
      operatingSystemVersion: "24.04",
      shape,
      sortBy: "TIMECREATED",
      sortOrder: "DESC",
    },
    opts,
  );
  return found.images.apply((images) => {
    const newest = images[0];
    if (!newest) throw new Error(`Oracle offers no Ubuntu 24.04 image for ${shape} in this region.`);
    return newest.id;
  });
}
