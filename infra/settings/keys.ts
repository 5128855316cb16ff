import { cidrProblem } from "./cidr";
import { domainsProblem } from "./domains";
import { publicKeyProblem } from "./public-key";

export const letsEncrypt = "https://acme-v02.api.letsencrypt.org/directory";

/** Says what is wrong with a value, or nothing. */
type Rule = (value: string) => string | undefined;

const port: Rule = (value) =>
  /^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= 65535 ? undefined : "expected a port from 1 to 65535";

const oneOf =
  (...allowed: string[]): Rule =>
  (value) =>
    allowed.includes(value) ? undefined : `expected ${allowed.join(" or ")}`;

const number =
  (least: number, most: number, unit: string): Rule =>
  (value) =>
    value.trim() !== "" && Number(value) >= least && Number(value) <= most
      ? undefined
      : `expected a number from ${least} to ${most} (${unit})`;

const boolean = oneOf("true", "false");

const optional =
  (rule: Rule): Rule =>
  (value) =>
    value === "" ? undefined : rule(value);

const pattern =
  (form: RegExp, expected: string): Rule =>
  (value) =>
    form.test(value) ? undefined : `expected ${expected}`;

const list =
  (rule: Rule, expected: string): Rule =>
  (value) => {
    let items: unknown;
    try {
      items = JSON.parse(value);
    } catch {
      return `expected ${expected}`;
    }
    if (!Array.isArray(items) || items.some((item) => typeof item !== "string")) return `expected ${expected}`;
    const problems = items.flatMap((item, i) => {
      const problem = rule(item);
      return problem === undefined ? [] : [`entry ${i + 1}: ${problem}`];
    });
    return problems.length === 0 ? undefined : problems.join("; ");
  };

/** One key of the configuration: default as `Pulumi.yaml` writes it, and the rule its value obeys. */
export interface Key {
  readonly default: string;
  readonly rule: Rule;
  /** Where set, an error does not repeat the value: it may hold a secret that was pasted by mistake. */
  readonly hidden?: true;
}

export const keys = {
  target: { default: "rehearsal", rule: oneOf("rehearsal", "oracle") },
  shape: { default: "micro", rule: oneOf("micro", "arm") },
  ocpus: { default: "", rule: optional(number(1, 80, "OCPUs")) },
  memoryGb: { default: "", rule: optional(number(0.5, 1024, "GB")) },
  diskGb: { default: "50", rule: number(50, 32768, "GB") },
  cpuLimit: { default: "0", rule: number(0, 1024, "cores; 0 is no limit") },
  bindAddress: { default: "127.0.0.1", rule: pattern(/^127(\.\d{1,3}){3}$/, "a loopback address, 127.x.y.z") },
  httpPort: { default: "8080", rule: port },
  httpsPort: { default: "8443", rule: port },
  sshPort: { default: "2222", rule: port },
  sshFrom: { default: '["0.0.0.0/0"]', rule: list(cidrProblem, 'a list of CIDR blocks, such as ["203.0.113.7/32"]') },
  authors: { default: "[]", rule: list(publicKeyProblem, "a list of public keys"), hidden: true },
  repository: {
    default: "",
    rule: optional(
      pattern(/^(https:\/\/|http:\/\/|git:\/\/|file:\/\/)\S+$/, "a git URL that needs no password, https://…"),
    ),
  },
  https: { default: "", rule: optional(oneOf("auto", "off")) },
  domain: { default: "", rule: optional(domainsProblem) },
  acmeServer: {
    default: letsEncrypt,
    rule: pattern(/^https:\/\/[^\s'"\\]+$/, `the URL of an ACME directory, such as ${letsEncrypt}`),
  },
  hsts: { default: "false", rule: boolean },
  email: { default: "", rule: optional(pattern(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an address such as me@example.org")) },
  region: { default: "", rule: optional(pattern(/^[a-z]{2,}-[a-z]+-\d+$/, "a region such as eu-frankfurt-1")) },
  compartment: {
    default: "",
    rule: optional(pattern(/^ocid1\.(compartment|tenancy)\.\S+$/, "the OCID of a compartment")),
  },
  capacityWait: { default: "60", rule: number(0, 20160, "minutes") },
  quota: { default: "false", rule: boolean },
  protect: { default: "false", rule: boolean },
} satisfies Record<string, Key>;

export type KeyName = keyof typeof keys;
