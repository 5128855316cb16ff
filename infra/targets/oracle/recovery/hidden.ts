import { askOracle, type StackPlace, withPath } from "./ask";
import { listTagged } from "./leftovers";

/**
 * Which of the ids Oracle's lists still have, although a GET of each answered 404: the refresh took them for gone. Where the lists answer
 * 404, too, all of them: what may not be read must not be forgotten. Takes 3 s.
 * @throws Error with the provider's words when Oracle cannot be asked
 */
export const stillThere = (place: StackPlace, ids: readonly string[]): Promise<string[]> =>
  withPath(place.environment, () =>
    askOracle(place, async ({ config, credentials: { tenancy }, provider }) => {
      const compartment = config["freehold:compartment"]?.value || tenancy;
      const listed = await listTagged(place.stack, { tenancy, compartment }, { provider }).catch((error: Error) => {
        if (error.name === "NotReadable" || /404-NotAuthorizedOrNotFound/.test(error.message)) return undefined;
        throw error;
      });
      return listed === undefined ? [...ids] : ids.filter((id) => listed.some((thing) => thing.id === id));
    }),
  );
