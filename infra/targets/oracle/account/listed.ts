/**
 * Oracle answered 404. Its provider keeps that for itself and answers a data source with an empty result, without the list that
 * its type promises.
 */
export class NotReadable extends Error {
  override readonly name = "NotReadable";

  constructor(readonly compartment: string) {
    super(`404-NotAuthorizedOrNotFound, ${compartment} is not there or may not be read`);
  }
}

/**
 * The list of a data source's answer.
 * @param compartment what was asked for, for the message
 * @throws NotReadable where the answer has no list
 */
export function listed<T>(list: readonly T[] | undefined, compartment: string): readonly T[] {
  if (list === undefined) throw new NotReadable(compartment);
  return list;
}
