import { Metadata } from "@grpc/grpc-js";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import * as status from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { InitFailed } from "./resource";
import { encode } from "./values";

/** grpc.status.UNKNOWN, as for every other error. */
const unknownError = 2;

/** The error with which a provider says that something was made and is not as it should be (pulumi sdk/nodejs/provider/server.ts). */
export function initFailure({ message, made }: InitFailed) {
  const detail = new rpc.ErrorResourceInitFailed().setId(made.id).setProperties(encode(made.outputs));
  detail.setReasonsList([message]);
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const answer = new status.Status();
  answer.setCode(unknownError);
  answer.setMessage(message);
  answer.addDetails(packed);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(answer.serializeBinary()));
  return { code: unknownError, details: message, metadata };
}
