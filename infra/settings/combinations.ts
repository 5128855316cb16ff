import { full, removeCommand, setCommand } from "./commands";
import { declared, letsEncrypt, type SettingName, type Settings } from "./schema";

/** Value of a setting as text, or its default. */
export type ValueOf = (name: SettingName) => string;

const conflict = (text: string) => `FH-SETTING-CONFLICT: ${text}`;

/** Returns the mode that counts. Its default follows the target: a rehearsal's address means nothing to a public CA. */
export function httpsOf(value: ValueOf): Settings["https"] {
  const chosen = value("https");
  return chosen === "auto" || (chosen === "" && value("target") !== "rehearsal") ? "auto" : "off";
}

function portProblems(value: ValueOf): string[] {
  const ports: SettingName[] =
    httpsOf(value) === "auto" ? ["httpPort", "httpsPort", "sshPort"] : ["httpPort", "sshPort"];
  return [...new Set(ports.map(value))].flatMap((port) => {
    const names = ports.filter((name) => value(name) === port);
    if (names.length < 2) return [];
    return conflict(
      `${names.map(full).join(" and ")} are both ${port}; expected different ports. Change one: ${setCommand(names[1] ?? "")}`,
    );
  });
}

function httpsProblems(value: ValueOf): string[] {
  const problems: string[] = [];
  if (httpsOf(value) === "auto" && value("target") === "rehearsal" && value("acmeServer") === letsEncrypt)
    problems.push(
      `${full("https")} is auto in a rehearsal, which Let's Encrypt can't reach; expected a CA of your own in ` +
        `${full("acmeServer")}, or off. Change one: ${setCommand("https", "off")}`,
    );
  if (value("hsts") === "true" && (httpsOf(value) === "off" || value("domain") === ""))
    problems.push(
      `${full("hsts")} is true, but ${value("domain") === "" ? "there is no domain" : "https is off"}; expected it only ` +
        `with a domain and https. Remove it: ${removeCommand("hsts")}`,
    );
  return problems.map(conflict);
}

/** What keeps an account from bills and moves its address, and its network's own firewall: a machine of one's own has none of it. */
const oraclesOwn: readonly SettingName[] = ["sshFrom", "quota", "budget", "protect", "address"];

function sshProblems(value: ValueOf): string[] {
  if (value("target") !== "ssh") return [];
  const missing =
    value("server") === ""
      ? [
          `${full("target")} is ssh, but ${full("server")} is empty; expected ${declared.server.expected}. ` +
            `Set it: ${setCommand("server", "root@ADDRESS")}`,
        ]
      : [];
  const strange = oraclesOwn
    .filter((name) => value(name) !== declared[name].default)
    .map(
      (name) => `${full(name)} is set, but not here: the target ssh has none of it. Remove it: ${removeCommand(name)}`,
    );
  return [...missing, ...strange].map(conflict);
}

/** Until version 0.1 the target was in `server`: with today's default the servers of such a stack would go, and another come. */
function renamedProblems(value: ValueOf): string[] {
  const target = value("server");
  if (target !== "oracle" && target !== "rehearsal") return [];
  const move = `${setCommand("target", target)} && ${removeCommand("server")}`;
  return [
    `FH-SETTING-RENAMED: ${full("server")} is ${target}, which is in ${full("target")} by now; nothing was changed. Move it: ${move}`,
  ];
}

/** Returns problems of settings that contradict each other. Pure; looks at texts, so that one wrong value hides no conflict. */
export function combinationProblems(value: ValueOf): string[] {
  const ocpus =
    value("shape") === "micro" && value("ocpus") !== ""
      ? [
          conflict(
            `${full("ocpus")} is ${value("ocpus")}, but the shape micro always has 1/8 OCPU; expected it only with the ` +
              `shape arm. Remove it: ${removeCommand("ocpus")}`,
          ),
        ]
      : [];
  const budget =
    value("budget") === "true" && value("email") === ""
      ? [
          conflict(
            `${full("budget")} is true, but ${full("email")} is empty; expected an address for the alert. ` +
              `Set one: ${setCommand("email")}`,
          ),
        ]
      : [];
  const nightly =
    value("backupUrl") !== "" && value("backupRecipient") === ""
      ? [
          conflict(
            `${full("backupUrl")} is set, but ${full("backupRecipient")} is empty; expected a public key of age, since the server ` +
              `does not know the passphrase. Set one: ${setCommand("backupRecipient")}`,
          ),
        ]
      : [];
  const own = [...ocpus, ...budget, ...nightly, ...renamedProblems(value)];
  return [...portProblems(value), ...own, ...httpsProblems(value), ...sshProblems(value)];
}
