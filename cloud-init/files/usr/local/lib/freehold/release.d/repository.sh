# shellcheck shell=bash
# The bare repository and the files that say what is live. Sourced.
repository=/srv/freehold/blog.git
state=/var/lib/freehold

# The repository is the author's, so git asks root whether that is meant.
repo() { git -c "safe.directory=$repository" -C "$repository" "$@"; }

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
  rm -f "$repository/refs/heads/main.lock" "$repository/packed-refs.lock"
  live=$(live_release)
  main=$(main_release)
  if [ -n "$live" ] && [ "$live" != "$main" ]; then
    runuser -u author -- git -C "$repository" update-ref -m "freehold: live is ${live:0:12}" refs/heads/main "$live"
    echo "main is now ${live:0:12}, the release that is live (it was ${main:0:12})."
  fi
}
