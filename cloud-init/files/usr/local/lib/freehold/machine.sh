# shellcheck shell=bash
# Facts about this machine that more than one script decides by. Sourced.

# Succeeds in the rehearsal, where clock, swap and sysctl are the laptop's.
in_container() { systemd-detect-virt --quiet --container; }

# The cgroup limit of a rehearsed server, or nothing. Value in MB.
cgroup_file_mb() {
  local file bytes
  for file in "/sys/fs/cgroup/$1" "/sys/fs/cgroup/memory/$2"; do
    [ -r "$file" ] || continue
    bytes=$(cat "$file")
    if [[ $bytes =~ ^[0-9]{1,15}$ ]]; then echo $((bytes / 1048576)); fi
    return 0
  done
}

# Memory of the machine in MB: the smaller of what the kernel and what the cgroup says.
total_memory_mb() {
  local kernel limit
  kernel=$(awk '/^MemTotal:/ {print int($2 / 1024)}' /proc/meminfo)
  limit=$(cgroup_file_mb memory.max memory.limit_in_bytes)
  if [ -n "$limit" ] && [ "$limit" -lt "$kernel" ]; then echo "$limit"; else echo "$kernel"; fi
}

# Page cache of the cgroup in MB, which the kernel gives back when asked. v1 has totals of all levels, v2 only them.
cgroup_cache_mb() {
  cat /sys/fs/cgroup/memory.stat /sys/fs/cgroup/memory/memory.stat 2>/dev/null |
    awk '{n[$1] = $2} END {t = ("total_active_file" in n) ? "total_" : ""
      print int((n[t "active_file"] + n[t "inactive_file"]) / 1048576)}'
}

# Memory, swap included, that a build could get in MB.
available_memory_mb() {
  local kernel limit used cache
  kernel=$(awk '/^(MemAvailable|SwapFree):/ {sum += $2} END {print int(sum / 1024)}' /proc/meminfo)
  limit=$(cgroup_file_mb memory.max memory.limit_in_bytes)
  used=$(cgroup_file_mb memory.current memory.usage_in_bytes)
  cache=$(cgroup_cache_mb)
  if [ -n "$limit" ] && [ -n "$used" ] && [ $((limit - used + cache)) -lt "$kernel" ]; then
    echo $((limit - used + cache))
  else
    echo "$kernel"
  fi
}

# setting KEY: one value of /etc/freehold/settings.json, empty where it is not set.
setting() {
  python3 -c 'import json, sys; print(json.load(open("/etc/freehold/settings.json")).get(sys.argv[1], ""))' "$1"
}
