# shellcheck shell=bash
# What root in the rehearsed server could try against the laptop. Prints `name: outcome`, an error as the C library words it.
# Opens and reads, where it succeeds at all; writes nothing to the laptop.
set -u

try() {
  local name=$1 said
  shift
  if said=$(
    "$@" 2>&1 </dev/null | head -n 1
    exit "${PIPESTATUS[0]}"
  ); then echo "$name: ${said:-done}"; else echo "$name: ${said##*: }"; fi
}
# Mounts file system TYPE with OPTIONS afresh and runs a command in it.
within() {
  local type=$1 options=$2 there status
  there=$(mktemp -d /run/escape.XXXXXX)
  mount -t "$type" ${options:+-o "$options"} none "$there" || return
  (cd "$there" && "${@:3}")
  status=$?
  umount "$there" && rmdir "$there"
  return $status
}
write() { bash -c 'echo "$1" > "$2"' - "$@"; }
# Whether a cgroup directory shows the child, which only its parent has.
parent_shown() { if [ -d server ]; then echo "the parent"; else echo "the child"; fi; }
in_namespace() { "$@" bash -c "$(declare -f within parent_shown); within cgroup devices parent_shown"; }
open_device() {
  mknod /root/escape "$1" "${2%:*}" "${2#*:}"
  bash -c ': < /root/escape'
  local status=$?
  rm /root/escape
  return $status
}

devices=/sys/fs/cgroup/devices
# From the cgroup that is to be changed: a change does not reach the children that it has already.
echo $$ >$devices/cgroup.procs
try "devices.allow, everything" write a $devices/devices.allow
try "devices.allow, every disk" write "b *:* rwm" $devices/devices.allow
try "devices.allow, the kernel's log" write "c 1:11 r" $devices/devices.allow
try "devices.allow, FUSE" write "c 10:229 rwm" $devices/devices.allow
try "the same, mounted afresh" within cgroup devices write "c 10:229 rwm" devices.allow
try "the same, in a cgroup of its own" bash -c "mkdir $devices/escape; echo 'c 10:229 rwm' > $devices/escape/devices.allow"
rmdir $devices/escape
try "the kernel's log" open_device c 1:11
try "FUSE" open_device c 10:229
try "the laptop's disk" open_device b "$(awk '$5 == "/var/lib/docker" {print $3}' /proc/self/mountinfo)"

try "cgroups, mounted afresh" within cgroup devices parent_shown
try "cgroups of version 2, mounted afresh" within cgroup2 "" parent_shown
try "cgroups, in a namespace of its own" in_namespace unshare --cgroup
for namespace in $(stat -L -c '%i %n' /proc/[0-9]*/ns/cgroup 2>/dev/null | sort -u -k 1,1 | cut -d ' ' -f 2); do
  try "cgroups, in another process's namespace" in_namespace nsenter --cgroup="$namespace"
done | sort -u
try "a cgroup hierarchy of its own" within cgroup none,name=escape true
try "a whole file system, remounted" within tmpfs "" mount -o remount,ro .

memory=/sys/fs/cgroup/memory
limit=$(cat $memory/memory.limit_in_bytes)
try "its memory limit, raised" write 4G $memory/memory.memsw.limit_in_bytes
write 4G $memory/memory.limit_in_bytes
python3 -c 'bytearray(1100 * 1000 * 1000)'
echo "1.1 GB, then: status $?"
write "$limit" $memory/memory.limit_in_bytes
write "$limit" $memory/memory.memsw.limit_in_bytes

try "core_pattern of the laptop, in a fresh proc" within proc "" bash -c 'exec 3> sys/kernel/core_pattern && echo opened'
ip route add 169.254.100.100 via 10.0.0.1
try "link-local addresses beyond the edge" timeout 5 bash -c '< /dev/tcp/169.254.100.100/80'
ip route del 169.254.100.100

python3 - <<'PYTHON'
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
x86 = os.uname().machine == "x86_64"
def call(name, number, *arguments):
    result = libc.syscall(number, *arguments)
    print(f"{name}: {'done' if result >= 0 else os.strerror(ctypes.get_errno())}")
# Numbers on x86-64, then on arm64.
for name, numbers, arguments in (
    ("open_by_handle_at", (304, 265), (-100, 0, 0)), ("fanotify_init", (300, 262), (0, 0)), ("quotactl", (179, 60), (0, 0, 0, 0)),
    ("syslog", (103, 116), (3, 0, 0)), ("perf_event_open", (298, 241), (0, 0, 0, 0, 0)), ("userfaultfd", (323, 282), (0,)),
    ("fspick", (433, 433), (-100, b"/run", 0)), ("keyctl", (250, 219), (0, -3, 0)), ("add_key", (248, 217), (0, 0, 0, 0, 0)),
    ("setpriority, above all others", (141, 140), (0, 0, -20)),
):
    call(name, numbers[0 if x86 else 1], *arguments)
folder = os.open("/run", os.O_RDONLY)
for name, command in (("FIFREEZE", 0xC0045877), ("FIFREEZE, a higher bit set", 0x1C0045877), ("EXT4_IOC_SHUTDOWN", 0x8004587D),
                      ("NS_MNT_GET_NEXT", 0x8010B70B), ("NS_MNT_GET_PREV, another size", 0x8040B70C)):
    call(f"ioctl {name}", 16 if x86 else 29, folder, ctypes.c_ulong(command), 0)
for name, command in (("MAP_CREATE", 0), ("PROG_TEST_RUN", 10), ("RAW_TRACEPOINT_OPEN", 17), ("LINK_CREATE", 28)):
    call(f"bpf {name}", 321 if x86 else 280, ctypes.c_ulong(command), 0, 0)
PYTHON
