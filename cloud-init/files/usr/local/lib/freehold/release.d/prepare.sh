# shellcheck shell=bash
# From a commit to a rendered stack, without touching what runs. Sourced.
# Sets: commit, home (this release's directory), app_id, nginx_id (git tree ids).

# prepare COMMIT: refuses what a release cannot be made of, writes $home/stack.json, $home/release.json, $home/conf/.
prepare() {
  commit=$1
  home=$state/releases/$commit
  step "release ${commit:0:12}: $(repo log -1 --format=%s "$commit" | cut -c 1-60)"
  repo ls-tree -r -z --full-tree "$commit" | python3 "$here/tree-policy" || refuse "this commit cannot be released (see above)"
  app_id=$(repo rev-parse "$commit:app")
  nginx_id=$(tree_without "$commit:nginx" conf)

  rm -rf "$home.new"
  mkdir -p "$home.new/conf"
  repo cat-file blob "$commit:compose.yaml" >"$home.new/compose.yaml"
  repo archive --format=tar "$commit:nginx/conf" | tar -x --no-same-owner --no-same-permissions -C "$home.new/conf"
  chmod -R u=rwX,go=rX "$home.new/conf"
  python3 "$here/stack-policy" "$home.new/compose.yaml" "$app_id" "$nginx_id" >"$home.new/stack.json" ||
    refuse "compose.yaml asks for what this server does not allow (see above)"
  printf '{"release":"%s","app":"%s","nginx":"%s"}\n' "$commit" "${app_id:0:12}" "${nginx_id:0:12}" >"$home.new/release.json"
  # Nothing uses the directory of a release that is being made again: the same commit gives the same content.
  rm -rf "$home"
  mv "$home.new" "$home"
}

# tree_without TREE NAME: id that TREE would have without the entry NAME. Writes no object into the author's repository.
tree_without() {
  local scratch
  scratch=$(mktemp -d)
  repo ls-tree -z "$1" | grep -zv $'\t'"$2\$" | GIT_OBJECT_DIRECTORY=$scratch repo mktree -z --missing
  rm -rf "$scratch"
}
