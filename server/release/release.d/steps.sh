# shellcheck shell=bash
# What the author sees: steps with seconds, one plain reason where it ends early. Sourced.
begun=$SECONDS

step() { printf '[%4d s] %s\n' "$((SECONDS - begun))" "$*"; }

# Ends the release with a reason; the old site goes on.
refuse() {
  printf '\nREFUSED: %s\n' "$*"
  printf '%s' "${1% (see above)*}" >"${reason_file:-/dev/null}"
  exit 1
}

# subject COMMIT: the first line of its message, for people.
subject() { repo log -1 --format=%s "$1" | cut -c 1-60; }

# relayed LOG COMMAND…: shows its output, as text that no terminal obeys, and keeps it in LOG. tee -p goes on when nobody reads any more, so that no step
# fails because a pushing client went away.
relayed() {
  local log=$1
  shift
  "$@" 2>&1 | "$here/printable" | tee -p "$log"
}

# attempt COMMAND…: runs it with set -e in force, which `if` and `||` would suspend; status in $outcome.
attempt() {
  set +e
  (
    set -e
    "$@"
  )
  outcome=$?
  set -e
}
