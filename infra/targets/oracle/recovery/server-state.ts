import { getInstances } from "@pulumi/oci/core/getInstances";
import { isAlive } from "../account/life";
import { listed } from "../account/listed";
import { endedText, stoppedText } from "../launch/server-state";
import { askOracle, type StackPlace, withPath } from "./ask";

/**
 * Why a server does not answer, as far as Oracle knows. Takes 3 s.
 * @returns one plain message; undefined where it runs
 * @throws Error with the provider's words when Oracle cannot be asked
 */
export const whyItIsSilent = (place: StackPlace): Promise<string | undefined> =>
  withPath(place.environment, () =>
    askOracle(place, async ({ config, credentials: { tenancy }, provider }) => {
      const compartmentId = config["freehold:compartment"]?.value || tenancy;
      const { instances } = await getInstances({ compartmentId }, { provider });
      const own = listed(instances, compartmentId).filter(
        (one) => one.freeformTags?.["freehold"] === place.stack && isAlive(one),
      );
      const running = own.find(({ state }) => state === "RUNNING");
      if (running) return undefined;
      const [other] = own;
      return other ? stoppedText(other.displayName, other.state, place.stack) : endedText(place.stack);
    }),
  );
