# shellcheck shell=bash
# The bare repository and the files that say what is live. Sourced.
repository=/srv/freehold/blog.git
state=/var/lib/freehold

as_author=(setpriv --reuid=author --regid=author --clear-groups --no-new-privs)

# As the author, whose repository it is: root runs no git where an author could change the configuration. Limited in memory and time,
# because what is read was pushed.
repo() {
  confined 120 "${as_author[@]}" env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 GIT_CONFIG_NOSYSTEM=1 git -C "$repository" "$@"
}

# keep_commits ID…: git prunes none of these, whatever `main` leads to; what a release could go back to.
keep_commits() {
  local kept id
  kept=$(repo for-each-ref --format='%(refname:lstrip=3)' refs/freehold/kept/)
  for id in "$@"; do
    grep -qx "$id" <<<"$kept" || repo update-ref "refs/freehold/kept/$id" "$id"
  done
  for id in $kept; do
    [[ " $* " == *" $id "* ]] || repo update-ref -d "refs/freehold/kept/$id"
  done
}

# The commit now served, or nothing.
live_release() { cat "$state/live" 2>/dev/null || true; }

main_release() { repo rev-parse --quiet --verify refs/heads/main || true; }

# replace FILE: standard input becomes its content, whole or not at all, also after a power cut.
replace() {
  cat >"$1.new"
  sync "$1.new"
  mv "$1.new" "$1"
  sync "$(dirname "$1")"
}

# Makes `main` what is live. Whoever calls holds the lock, so a ref lock that is found is of a dead process.
settle_main() {
  local live main
  "${as_author[@]}" rm -f "$repository/refs/heads/main.lock" "$repository/packed-refs.lock"
  live=$(live_release)
  main=$(main_release)
  if [ -n "$live" ] && [ "$live" != "$main" ]; then
    repo update-ref -m "freehold: live is ${live:0:12}" refs/heads/main "$live"
    echo "main is now ${live:0:12}, the release that is live (it was ${main:0:12})."
  fi
}
