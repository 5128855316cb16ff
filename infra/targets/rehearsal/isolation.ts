import type * as docker from "@pulumi/docker";
import { seccompProfile } from "./seccomp";

/**
 * Capabilities that nobody in the server needs and that reach past it. Names that the oldest engine (20.10) knows.
 * AUDIT_WRITE and AUDIT_CONTROL stay: Docker gives its containers the one, and sshd's logins need the other on some laptops;
 * the kernel takes no audit rules from a container.
 */
const dropped = [
  // The laptop's limits, clock, modules, power.
  ...["SYS_RESOURCE", "SYS_TIME", "SYS_MODULE", "SYS_BOOT", "WAKE_ALARM", "BLOCK_SUSPEND"],
  // Its memory and hardware, its kernel's log, its accounts of processes and its audit log.
  ...["SYS_RAWIO", "SYSLOG", "SYS_PACCT", "AUDIT_READ"],
  // Its security modules.
  ...["MAC_ADMIN", "MAC_OVERRIDE"],
  // Files by handle (open_by_handle_at); files that `destroy` could not delete (chattr +i); leases; terminals.
  ...["DAC_READ_SEARCH", "LINUX_IMMUTABLE", "LEASE", "SYS_TTY_CONFIG"],
  // Real-time processes count to no CPU limit.
  "SYS_NICE",
].map((name) => `CAP_${name}`);

/** Docker options that let systemd and a Docker engine run inside, and hold what an engine without user namespaces can hold. */
export const isolation = {
  // Not `--privileged`, which some hosts refuse, and which would hand over the laptop's devices.
  capabilities: { adds: ["ALL"], drops: dropped },
  // AppArmor's default profile forbids mount, as Docker's seccomp profile does.
  securityOpts: [`seccomp=${seccompProfile}`, "apparmor=unconfined"],
  // The first half: the server's cgroups begin at the container's own. The second is in the image: own-cgroups.
  cgroupnsMode: "private",
} satisfies Partial<docker.ContainerArgs>;
