import { getInstances } from "@pulumi/oci/core/getInstances";
import { isAlive } from "../account/life";
import { listed } from "../account/listed";
import { endedText, stoppedText } from "../launch/server-state";
import { askOracle, type StackPlace, withPath } from "./ask";

/** The stack's machines that Oracle's list has and that have not ended. 1 request, 3 s. */
const serversOf = (place: StackPlace) =>
  withPath(place.environment, () =>
    askOracle(place, async ({ config, credentials: { tenancy }, provider }) => {
      const compartmentId = config["freehold:compartment"]?.value || tenancy;
      const { instances } = await getInstances({ compartmentId }, { provider });
      return listed(instances, compartmentId).filter(
        (one) => one.freeformTags?.["freehold"] === place.stack && isAlive(one),
      );
    }),
  );

/**
 * Why a server does not answer, as far as Oracle knows.
 * @returns one plain message; undefined where it runs
 * @throws Error with the provider's words when Oracle cannot be asked
 */
export async function whyItIsSilent(place: StackPlace): Promise<string | undefined> {
  const servers = await serversOf(place);
  if (servers.some(({ state }) => state === "RUNNING")) return undefined;
  const [other] = servers;
  return other ? stoppedText(other.displayName, other.state, place.stack) : endedText(place.stack);
}
