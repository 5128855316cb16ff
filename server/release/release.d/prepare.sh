# shellcheck shell=bash
# From a commit to a rendered stack, without touching what runs. Sourced.
# Sets: commit, home (this release's directory), app_id, nginx_id (git tree ids; nginx's without conf/).

# A commit's own text is read whole wherever its subject is shown.
max_commit_bytes=65536

# What the disk with the server's state has left: bytes and inodes.
free_space() { df --output=avail,iavail -B1 "$state" | awk 'NR == 2 {print $1, ($2 == "-" ? 1000000 : $2)}'; }

# policy COMMAND…: our own readers of what was pushed, as nobody.
policy() { confined 60 setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs "$@"; }

# weigh: by git's own sizes, before a byte of the commit is written or parsed.
weigh() {
  local bytes free
  bytes=$(repo cat-file -s "$commit")
  [ "$bytes" -le "$max_commit_bytes" ] ||
    refuse "FH-COMMIT-SIZE: the commit's message has $bytes bytes; at most $max_commit_bytes are read"
  step "release ${commit:0:12}: $(subject "$commit")"
  read -ra free < <(free_space)
  repo ls-tree -r -t -l -z --full-tree "$commit" | confined 60 python3 "$here/policy/tree-policy" "${free[@]}" >"$home.new/trees" || {
    cat "$home.new/trees"
    refuse "this commit cannot be released (see above)"
  }
  read -r app_id nginx_id <"$home.new/trees"
}

# prepare COMMIT: refuses what a release cannot be made of, writes $home/stack.json, $home/release.json, $home/conf/.
prepare() {
  commit=$1
  home=$state/releases/$commit
  mkdir -p "$home.new/conf"
  weigh
  repo archive --format=tar "$commit:nginx/conf" | tar -x --no-same-owner --no-same-permissions -C "$home.new/conf"
  chmod -R u=rwX,go=rX "$home.new/conf"
  repo cat-file blob "$commit:compose.yaml" |
    policy python3 "$here/policy/stack-policy" "$app_id" "$nginx_id" "$(total_memory_mb)" >"$home.new/stack.json" ||
    refuse "compose.yaml asks for what this server does not allow (see above)"
  printf '{"release":"%s","app":"%s","nginx":"%s"}\n' "$commit" "${app_id:0:12}" "${nginx_id:0:12}" >"$home.new/release.json"
  name_bases
  # Nothing uses the directory of a release that is being made again: the same commit gives the same content.
  rm -rf "$home"
  mv "$home.new" "$home"
}

# name_bases: $home/bases, the images that the two Dockerfiles begin from.
name_bases() {
  local service
  for service in app nginx; do
    mkdir "$home.new/$service"
    repo cat-file blob "$commit:$service/Dockerfile" >"$home.new/$service/Dockerfile"
  done
  policy python3 "$here/policy/bases" "$home.new"/{app,nginx}/Dockerfile >"$home.new/bases" || {
    cat "$home.new/bases"
    refuse "FH-BUILD-BASE: a Dockerfile begins from what this server does not fetch (see above)"
  }
  rm -r "$home.new"/{app,nginx}
}
