import { leaving } from "../provider/lifetime";
import type { Call } from "../provider/resource";
import { serve } from "../provider/serve";
import type { Plain } from "../provider/values";
import { privateIp, publicIp } from "./address";
import { bridged } from "./bridged";
import type { Context } from "./client";
import { instance } from "./instance";
import { internetGateway, routeTable, securityList, subnet, vcn } from "./network";
import { alertRule, budget, capacityReport, quota } from "./policy";
import { configFile, type Settings, settingsFrom } from "./settings";
import { answer } from "./sources";

let config: Plain = {};
let settings: Settings | undefined;

/** A cancelled engine waits for what Oracle does, as with the official plugin; only its end ends the waits. */
const contextOf = (_: Call): Context => ({
  settings: () => {
    settings ??= settingsFrom(config, configFile(process.env));
    return settings;
  },
  environment: process.env,
  signal: leaving,
});

serve({
  name: "oci",
  version: "4.20.0",
  configure: (given) => {
    config = given;
    settings = undefined;
  },
  invoke: (call, token, args) => answer(token, args, contextOf(call)),
  resources: {
    "oci:Core/vcn:Vcn": bridged(vcn, contextOf),
    "oci:Core/internetGateway:InternetGateway": bridged(internetGateway, contextOf),
    "oci:Core/routeTable:RouteTable": bridged(routeTable, contextOf),
    "oci:Core/securityList:SecurityList": bridged(securityList, contextOf),
    "oci:Core/subnet:Subnet": bridged(subnet, contextOf),
    "oci:Core/instance:Instance": instance(contextOf),
    "oci:Core/privateIp:PrivateIp": bridged(privateIp, contextOf),
    "oci:Core/publicIp:PublicIp": bridged(publicIp, contextOf),
    "oci:Core/computeCapacityReport:ComputeCapacityReport": capacityReport(contextOf),
    "oci:Limits/quota:Quota": bridged(quota, contextOf),
    "oci:Budget/budget:Budget": bridged(budget, contextOf),
    "oci:Budget/rule:Rule": bridged(alertRule, contextOf),
  },
});
