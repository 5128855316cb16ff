import { randomBytes } from "node:crypto";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import type { DetailedDiff, Kind } from "./diff";
import type { Resource } from "./resource";
import { markSecrets, type Plain, type Props, reveal } from "./values";

/** The bridge's automatic name: the one made before, else the resource's name, "-" and 7 hexadecimal digits. */
export function autoname(olds: Props, name: string): string {
  const { name: before, __defaults: defaults } = olds;
  const generated = Array.isArray(defaults) && defaults.includes("name");
  return generated && typeof before === "string" ? before : `${name}-${randomBytes(4).toString("hex").slice(0, 7)}`;
}

/** Inputs as the object has them now, so that a refresh shows what differs from the program, in the program's own form. */
export function drifted(inputs: Props, outputs: Plain, resource: Pick<Resource, "diff" | "inputsNow">): Props {
  const given = reveal(inputs);
  if (resource.inputsNow) return markSecrets(resource.inputsNow(outputs, given), inputs);
  const { changes } = resource.diff(outputs, given, given);
  const now = Object.entries(given).map(([key, value]) => [key, changes[key] ? (outputs[key] ?? value) : value]);
  return markSecrets(Object.fromEntries(now), inputs);
}

/** The engine's form of a diff. */
export function diffResponse(diff: DetailedDiff): rpc.DiffResponse {
  const changed = Object.entries(diff.changes);
  const response = new rpc.DiffResponse();
  const { DIFF_SOME, DIFF_NONE } = rpc.DiffResponse.DiffChanges;
  response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
  response.setDeletebeforereplace(diff.deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  const top = (key: string) => key.replace(/[.[].*$/, "");
  for (const key of new Set(changed.map(([path]) => top(path)))) response.addDiffs(key);
  for (const key of new Set(changed.filter(([, { replace }]) => replace).map(([path]) => top(path))))
    response.addReplaces(key);
  for (const [key, change] of changed) {
    response.getDetaileddiffMap().set(key, new rpc.PropertyDiff().setKind(wireKind(change.kind, change.replace)));
  }
  return response;
}

function wireKind(kind: Kind, replace: boolean): rpc.PropertyDiff.Kind {
  const kinds = rpc.PropertyDiff.Kind;
  if (kind === "add") return replace ? kinds.ADD_REPLACE : kinds.ADD;
  if (kind === "delete") return replace ? kinds.DELETE_REPLACE : kinds.DELETE;
  return replace ? kinds.UPDATE_REPLACE : kinds.UPDATE;
}
