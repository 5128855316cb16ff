import type * as pulumi from "@pulumi/pulumi";
import { UserError } from "../../../user-error";
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
  // 404 leaves the list out.
  return found.images.apply((images: { id: string }[] | undefined) => {
    const newest = images?.[0];
    if (!newest) throw new UserError(`Oracle offers no Ubuntu 24.04 image for ${shape} in this region.`);
    return newest.id;
  });
}
