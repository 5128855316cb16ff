# shellcheck shell=bash
# Cgroups that bound what an author's push may take of the server: `build` (docker build) and `work` (git, parsers of what was
# pushed). A third, `release`, has no limit: where a release goes that began inside of `work`. Sourced after machine.sh; sets the limits of
# `work`, once for all that a script runs in it.
cgroups=/sys/fs/cgroup

# cgroup_dir GROUP CONTROLLER: its folder, created where it is missing. The same one for all controllers on cgroup v2.
cgroup_dir() {
  local dir=$cgroups/freehold-$1
  if [ -e "$cgroups/cgroup.controllers" ]; then
    echo '+memory +pids +cpu' >"$cgroups/cgroup.subtree_control" 2>/dev/null || true
  else
    dir=$cgroups/$2/freehold-$1
  fi
  mkdir -p "$dir"
  echo "$dir"
}

# limit_cgroup GROUP MEGABYTES PROCESSES
limit_cgroup() {
  local memory pids
  memory=$(cgroup_dir "$1" memory) pids=$(cgroup_dir "$1" pids)
  echo "$3" >"$pids/pids.max"
  if [ -e "$cgroups/cgroup.controllers" ]; then
    echo "${2}M" >"$memory/memory.max"
  else
    echo "${2}M" >"$memory/memory.limit_in_bytes"
  fi
}

# enter_cgroup GROUP PID
enter_cgroup() {
  local controller
  for controller in memory pids; do echo "$2" >"$(cgroup_dir "$1" "$controller")/cgroup.procs"; done
}

# A quarter of the memory, at least 192 MB: git needs 60 MB for a pack of 256 MB, the parsers 20.
work_memory_mb() {
  local quarter=$(($(total_memory_mb) / 4))
  echo $((quarter < 192 ? 192 : quarter))
}

# confined SECONDS COMMAND…: runs it inside of `work`. Status 124: it took longer; 137: it took more memory.
confined() {
  local seconds=$1
  shift
  (
    enter_cgroup work "$BASHPID"
    exec timeout --kill-after=5 "$seconds" "$@"
  )
}

limit_cgroup work "$(work_memory_mb)" 256
