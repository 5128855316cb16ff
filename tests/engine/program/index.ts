import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { makePlan } from "../../../infra/plan";
import { readRun } from "../../../infra/run";
import { readSettings } from "../../../infra/settings/read";
import { stackConfig } from "../../../infra/settings/stack-config";
import { oracleTarget } from "../../../infra/targets/oracle";
import { refuse } from "../../../infra/user-error";

/** Nothing logs in here. */
const noKey = { public: pulumi.output("ssh-ed25519 AAAA"), private: pulumi.secret("none") };

/** The flow of infra/index.ts as far as the target, with user-data that boots nothing. */
export = async () => {
  const reading = readSettings({ target: "oracle", ...stackConfig() });
  if ("problems" in reading) return refuse(reading.problems);
  const wait = process.env["FREEHOLD_TEST_WAIT"];
  const target = await oracleTarget(makePlan(pulumi.getStack(), reading.settings, readRun(process.env)), {
    home: process.env["HOME"],
    ...(wait === undefined ? {} : { wait: JSON.parse(wait) }),
  });
  if (target.problems.length > 0) return refuse(target.problems);
  const server = target.make({
    userData: pulumi.secret(process.env["FREEHOLD_TEST_USER_DATA"] ?? "I2Nsb3VkLWNvbmZpZwo="),
    operatorKey: process.env["FREEHOLD_TEST_OPERATOR_KEY"] ?? "ssh-ed25519 AAAA operator",
    keys: { operator: noKey, host: noKey },
    readersAfter: () => releases,
  });
  // In the release's place: something that must have ended well before readers come to a rebuilt machine.
  const check = process.env["FREEHOLD_TEST_RELEASE"];
  const releases: pulumi.Resource[] = check
    ? [
        new command.local.Command("release", {
          create: check,
          triggers: [server.id],
          environment: { CHECK: server.checkUrl, URL: server.url },
        }),
      ]
    : [];
  return { url: server.url, sshHost: server.sshHost, address: server.address };
};
