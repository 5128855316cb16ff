import * as pulumi from "@pulumi/pulumi";
import { makePlan } from "../../../infra/plan";
import { readRun } from "../../../infra/run";
import { readSettings } from "../../../infra/settings/read";
import { SshKeys } from "../../../infra/ssh-keys";

/** The two keys alone, with inputs as a later Freehold or another plugin might have them: FREEHOLD_TEST_EDIT, as JSON. */
const edit = JSON.parse(process.env["FREEHOLD_TEST_EDIT"] ?? "{}") as object;
const later: pulumi.ResourceTransformation = ({ type, props, opts }) =>
  type === "command:local:Command" ? { props: { ...props, ...edit }, opts } : undefined;

const reading = readSettings({});
if ("problems" in reading) throw new Error(reading.problems.join("\n"));
const plan = makePlan(pulumi.getStack(), reading.settings, readRun(process.env));
const keys = new SshKeys("keys", plan, { transformations: [later] });
export const operator = keys.operator.public;
export const host = keys.host.public;
/** For the test alone: whether the halves still belong together. */
export const halves = pulumi.unsecret(pulumi.all([keys.operator.private, keys.host.private]));
