import { serverName } from "./names";
import type { Run } from "./run";
import type { Settings } from "./settings/schema";

/** One hole in the security list (Oracle) or the edge container (rehearsal). */
export interface IngressRule {
  readonly protocol: "tcp" | "icmp";
  /** TCP port on the server. Absent for ICMP. */
  readonly port?: number;
  /** ICMP type and code: 3/4 lets path MTU discovery work. */
  readonly icmp?: { readonly type: number; readonly code: number };
  /** CIDR block that may connect, for example `0.0.0.0/0`. */
  readonly source: string;
  readonly description: string;
}

/** The machine that is rented, or played by the rehearsal. */
export interface ShapePlan {
  readonly kind: "micro" | "arm";
  /** Oracle's shape name. */
  readonly name: "VM.Standard.E2.1.Micro" | "VM.Standard.A1.Flex";
  /** OCPUs: 0.125 for Micro (may burst), 1 or 2 for A1. */
  readonly ocpus: number;
  readonly memoryGb: number;
  readonly diskGb: number;
}

/** Everything the program decides before it makes anything. Pure data: no secrets, no Pulumi outputs. */
export interface Plan extends Run {
  readonly stack: string;
  /** `freehold-<stack>`: the prefix of every name on the target. */
  readonly name: string;
  /** Label (Docker) or freeform tag (Oracle) on everything made: how leftovers are found again. */
  readonly tags: { readonly freehold: string };
  readonly settings: Settings;
  readonly shape: ShapePlan;
  readonly ingress: readonly IngressRule[];
}

const micro = { name: "VM.Standard.E2.1.Micro", ocpus: 0.125, memoryGb: 1 } as const;

function planShape(s: Settings): ShapePlan {
  if (s.shape === "micro") return { kind: "micro", ...micro, memoryGb: s.memoryGb ?? micro.memoryGb, diskGb: s.diskGb };
  return {
    kind: "arm",
    name: "VM.Standard.A1.Flex",
    ocpus: s.ocpus ?? 2,
    memoryGb: s.memoryGb ?? 12,
    diskGb: s.diskGb,
  };
}

function planIngress(s: Settings): IngressRule[] {
  const everyone = "0.0.0.0/0";
  const rules: IngressRule[] = [{ protocol: "tcp", port: 80, source: everyone, description: "HTTP" }];
  if (s.https === "auto") rules.push({ protocol: "tcp", port: 443, source: everyone, description: "HTTPS" });
  for (const source of s.sshFrom) rules.push({ protocol: "tcp", port: 22, source, description: "SSH" });
  rules.push({
    protocol: "icmp",
    icmp: { type: 3, code: 4 },
    source: everyone,
    description: "path MTU discovery (fragmentation needed)",
  });
  return rules;
}

/** Decides names, sizes and ingress rules. Pure: the same settings give the same plan. `run` defaults to an ordinary one. */
export function makePlan(stack: string, settings: Settings, run: Partial<Run> = {}): Plan {
  return {
    rebuild: false,
    rotate: false,
    ...run,
    stack,
    name: serverName(stack),
    tags: { freehold: stack },
    settings,
    shape: planShape(settings),
    ingress: planIngress(settings),
  };
}
