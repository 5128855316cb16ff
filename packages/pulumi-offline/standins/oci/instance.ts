import { checked } from "../docker/fields";
import type { Made, Resource } from "../provider/resource";
import { InitFailed } from "../provider/resource";
import type { Plain } from "../provider/values";
import { type ContextOf, fields, orKnown } from "./bridged";
import { type Answer, ask, type Context, type Question } from "./client";
import { bridgedDiff, inputsNow, type Rules } from "./diff";
import { isMissing } from "./errors";
import { inputs, launchBody } from "./instance-inputs";
import { around, machineOutputs } from "./instance-parts";
import { toRest } from "./names";
import { untilGone, untilState } from "./wait";

export const rules: Rules = {
  replaces: [
    "availabilityDomain",
    "sourceDetails.bootVolumeVpusPerGb",
    "createVnicDetails.subnetId",
    "createVnicDetails.privateIp",
    "isPvEncryptionInTransitEnabled",
    "launchOptions.firmware",
    "platformConfig",
    "hostnameLabel",
  ],
  meta: ["metadata.user_data", "metadata.ssh_authorized_keys"],
  anyCase: ["availabilityDomain"],
  maps: ["freeformTags", "metadata", "createVnicDetails.freeformTags"],
};

const one = (id: string): Question => ({ service: "compute", method: "GET", path: `instances/${id}` });

const outputsOf = async (answer: Answer, props: Plain, context: Context) =>
  machineOutputs(answer, await around(answer.body, context), props);

/** Why Oracle ended a machine that it had agreed to launch. */
async function whyEnded(made: Answer, context: Context): Promise<string> {
  const id = String(made.headers["opc-work-request-id"]);
  const path = `workRequests/${id}/errors`;
  const { body } = await ask({ service: "compute", method: "GET", path }, context);
  const message = (body as { message: string }[]).map((error) => error.message).join("\n");
  return (
    `1 error occurred:\n\t* Error Message: work request did not succeed, workId: ${id}, entity: instance, action: CREATED. ` +
    `Message: ${message}`
  );
}

async function create(context: Context, props: Plain): Promise<Made> {
  const made = await ask({ service: "compute", method: "POST", path: "instances", body: launchBody(props) }, context);
  const { id } = made.body;
  return orKnown(launched(made, props, context), { id, outputs: machineOutputs(made, {}, props) });
}

async function launched(made: Answer, props: Plain, context: Context): Promise<Made> {
  const { id } = made.body;
  const answer = await untilState(one(id), ["RUNNING", "TERMINATED"], made, context);
  if (answer.body.lifecycleState !== "TERMINATED") return { id, outputs: await outputsOf(answer, props, context) };
  const reason = await whyEnded(made, context);
  throw new InitFailed(reason, { id, outputs: await outputsOf(answer, props, context) });
}

async function grow(olds: Plain, props: Plain, context: Context): Promise<void> {
  const size = Number(props["sourceDetails"]?.bootVolumeSizeInGbs);
  if (!size || String(size) === String(olds["sourceDetails"]?.bootVolumeSizeInGbs)) return;
  const path = `bootVolumes/${olds["bootVolumeId"]}`;
  await ask({ service: "storage", method: "PUT", path, body: { sizeInGBs: size } }, context);
  await ask({ service: "storage", method: "GET", path }, context);
}

/** Body of the update: what may change of a machine is sent whole, shape and image only where they differ. */
function changeBody(olds: Plain, props: Plain): Plain {
  const rest = toRest(props) as Plain;
  const { shapeConfig, sourceDetails = {} } = rest;
  const same = (config: Plain) =>
    Object.entries(config).every(([key, value]) => String(olds["shapeConfig"]?.[key]) === String(value));
  return {
    agentConfig: { areAllPluginsDisabled: false, isManagementDisabled: false, isMonitoringDisabled: false },
    extendedMetadata: {},
    ...fields("instanceOptions", "metadata")(rest, olds),
    ...(props["shape"] !== olds["shape"] ? { shape: props["shape"] } : {}),
    ...(shapeConfig && !same(props["shapeConfig"]) ? { shapeConfig } : {}),
    ...(sourceDetails.sourceId && sourceDetails.sourceId !== olds["sourceDetails"]?.sourceId
      ? { sourceDetails: { sourceType: sourceDetails.sourceType, imageId: sourceDetails.sourceId } }
      : {}),
  };
}

async function update(id: string, olds: Plain, props: Plain, context: Context): Promise<Plain> {
  await grow(olds, props, context);
  const body = changeBody(olds, props);
  const answer = await ask({ ...one(id), method: "PUT", body }, context);
  const work = answer.headers["opc-work-request-id"];
  if (body["shape"] || body["shapeConfig"])
    await ask({ service: "compute", method: "GET", path: `workRequests/${work}` }, context);
  return outputsOf(answer, props, context);
}

/** A machine. */
export const instance = (contextOf: ContextOf): Resource => ({
  inputs,
  required: ["availabilityDomain", "compartmentId"],
  computed: ["publicIp", "privateIp", "bootVolumeId", "state", "timeCreated"],
  defaults: checked(inputs, {}, false),
  diff: (olds, oldInputs, news) => bridgedDiff(rules, olds, oldInputs, news),
  inputsNow: (outputs, given) => inputsNow(outputs, given) as Plain,
  create: (call, props) => create(contextOf(call), props),
  async read(call, id, outputs) {
    const context = contextOf(call);
    try {
      const answer = await ask(one(id), context);
      if (answer.body.lifecycleState === "TERMINATED") return undefined;
      return { id, outputs: await outputsOf(answer, outputs, context) };
    } catch (error) {
      if (!isMissing(error)) throw error;
      return context.environment["TF_PRESERVE_STATE_ON_404"] === "true" ? { id, outputs } : undefined;
    }
  },
  update: (call, id, olds, props) => update(id, olds, props, contextOf(call)),
  async delete(call, id, outputs) {
    const context = contextOf(call);
    const query = { preserveBootVolume: outputs["preserveBootVolume"] ?? false };
    try {
      await ask({ ...one(id), method: "DELETE", query }, context);
    } catch (error) {
      if (isMissing(error)) return;
      throw error;
    }
    await untilGone(one(id), ["TERMINATED"], context);
  },
});
