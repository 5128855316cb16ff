/** One rule of a seccomp profile, as Docker and the OCI runtime specification write it. */
interface Rule {
  readonly names: readonly string[];
  readonly action: "SCMP_ACT_ERRNO";
  readonly errnoRet: number;
  readonly args?: readonly { index: number; value: number; valueTwo?: number; op: string }[];
}

const [EPERM, ENOSYS] = [1, 38];

const refuse = (names: readonly string[], errnoRet = EPERM): Rule => ({ names, action: "SCMP_ACT_ERRNO", errnoRet });

/** Refuses a call where argument `index`, of which only the bits of `mask` count, is `value`. */
const refuseIf = (name: string, index: number, mask: number, value: number): Rule => ({
  ...refuse([name]),
  args: [{ index, value: mask, valueTwo: value, op: "SCMP_CMP_MASKED_EQ" }],
});

/** Clock, modules, swap and another kernel: the laptop's, all of them. */
const kernel = [
  ...["adjtimex", "clock_adjtime", "clock_adjtime64", "clock_settime", "clock_settime64", "settimeofday", "stime"],
  ...["delete_module", "finit_module", "init_module", "kexec_file_load", "kexec_load", "swapoff", "swapon"],
];

/**
 * Ways past a path: a file or cgroup by its handle, every file that the laptop opens (fanotify on a whole file system), quotas
 * of the laptop's disk. And the kernel's log, its counters, page faults handled by a program: nothing in the server uses them.
 */
const pastPaths = [
  ...["open_by_handle_at", "fanotify_init", "fanotify_mark", "quotactl", "quotactl_fd"],
  ...["syslog", "perf_event_open", "userfaultfd"],
];

/**
 * Keyrings belong to a user id, so root's are those of the laptop's root. ENOSYS: runc and systemd do without on a kernel that
 * has no such call. Docker's own profile has no io_uring either.
 */
const unknown = ["add_key", "keyctl", "request_key", "io_uring_enter", "io_uring_register", "io_uring_setup"];

const [MS_REMOUNT, MS_BIND] = [0x20, 0x1000];

/** A remount without MS_BIND changes a whole file system: read-only for the laptop, too. `fspick` begins one by the newer calls. */
const remount = [refuse(["fspick"]), refuseIf("mount", 3, MS_REMOUNT | MS_BIND, MS_REMOUNT)];

/** The kernel reads 32 bits of an ioctl's command and of bpf's; without the mask a number with a higher bit would pass. */
const low32 = 0xffffffff;

/**
 * Commands for whole file systems: FIFREEZE stops every write to the laptop's disk, EXT4_IOC_SHUTDOWN (XFS and others have the
 * same number) ends it. And NS_MNT_GET_NEXT and _PREV, which lead to the laptop's mount namespaces (Linux 6.12); their upper bits
 * are the size of an argument that may grow.
 */
const ioctls = [
  ...[0xc0045877, 0x8004587d].map((command) => refuseIf("ioctl", 1, low32, command)),
  ...[0xb70b, 0xb70c].map((command) => refuseIf("ioctl", 1, 0xffff, command)),
];

/**
 * bpf(2) but for what runc needs for the device list of a container on cgroup v2: PROG_LOAD 5, PROG_ATTACH 8, PROG_DETACH 9,
 * PROG_GET_FD_BY_ID 13, OBJ_GET_INFO_BY_FD 15, PROG_QUERY 16. With the others a program could watch the laptop's kernel and
 * write into its processes. Attaching and detaching take a cgroup that is open, and the server can open its own alone.
 */
const bpf = [
  ...[0, 1, 2, 3, 4, 6, 7, 10, 11, 12, 14].map((command) => refuseIf("bpf", 0, low32, command)),
  { ...refuse(["bpf"]), args: [{ index: 0, value: 17, op: "SCMP_CMP_GE" }] },
];

/**
 * The machine's seccomp profile: what is not named is allowed, because systemd and a Docker engine run inside. Docker's own
 * profile forbids mount, which both need.
 */
export const seccompProfile = JSON.stringify({
  defaultAction: "SCMP_ACT_ALLOW",
  syscalls: [refuse(kernel), refuse(pastPaths), refuse(unknown, ENOSYS), ...remount, ...ioctls, ...bpf],
});
