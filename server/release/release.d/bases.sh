# shellcheck shell=bash
# Base images: fetched once, kept in the image store, and the only thing besides the pushed folder that a build may begin from. Sourced.

# What this server's own Dockerfiles begin from; fetched by setup, kept by upkeep. A test compares it with app/ and nginx/.
own_bases=(docker.io/library/debian:trixie-slim)
# name <TAB> image id <TAB> digest in the registry (empty where the image was loaded from a file).
base_list=$state/bases

image_id() { docker image inspect --format '{{.Id}}' "$1" 2>/dev/null; }

# record_base NAME: by digest, so that `upkeep` and people see which one builds use.
record_base() {
  local id digest
  id=$(image_id "$1")
  digest=$(docker image inspect --format '{{range .RepoDigests}}{{.}} {{end}}' "$1" | cut -d ' ' -f 1)
  {
    grep -v "^$1"$'\t' "$base_list" 2>/dev/null || true
    printf '%s\t%s\t%s\n' "$1" "$id" "${digest#*@}"
  } | replace "$base_list"
}

# fetch_base NAME: from its registry, within the limits of time and disk.
fetch_base() { within_limits "$(build_limit)" docker pull --quiet "$1" >/dev/null; }

# have_bases NAME…: fetches what the image store lacks; ends the release where that fails.
have_bases() {
  local name id
  for name in "$@"; do
    if ! id=$(image_id "$name"); then
      step "fetching the base image $name"
      attempt fetch_base "$name"
      [ "$outcome" = 0 ] ||
        refuse "FH-BASE-FETCH: the base image $name could not be fetched (see above). Check its name, or try again in a minute"
      id=$(image_id "$name")
    fi
    grep -q "^$name"$'\t'"$id"$'\t' "$base_list" 2>/dev/null || record_base "$name"
  done
}

# refresh_bases: fetches what the registries have today under the recorded names. A base that cannot be fetched stays as it is.
refresh_bases() {
  local name old names
  mapfile -t names < <(cut -f 1 "$base_list" 2>/dev/null)
  for name in "${names[@]}"; do
    old=$(image_id "$name") || continue
    attempt fetch_base "$name"
    record_base "$name"
    [ "$(image_id "$name")" = "$old" ] || docker image rm "$old" >/dev/null 2>&1 || true
  done
}

# prune_bases: removes those that neither this server's own Dockerfiles nor a release that is kept begins from.
prune_bases() {
  local needed name
  [ -e "$base_list" ] || return 0
  needed=$(
    printf '%s\n' "${own_bases[@]}"
    cat "$state"/releases/*/bases 2>/dev/null || true
  )
  cut -f 1 "$base_list" | grep -vxF "$needed" | while read -r name; do docker image rm "$name" >/dev/null 2>&1 || true; done || true
  awk -F '\t' 'NR == FNR {needed[$0]; next} $1 in needed' <(echo "$needed") "$base_list" | replace "$base_list"
}

# source_policy NAME…: what BuildKit may read: the folder that it is given, and these images. `# syntax=`, `COPY --from=IMAGE` and
# `ADD http://…` name others.
source_policy() {
  local name
  printf '{"rules":[{"action":"DENY","selector":{"identifier":"*","match_type":"WILDCARD"}}'
  printf ',{"action":"ALLOW","selector":{"identifier":"local://*","match_type":"WILDCARD"}}'
  for name in "$@"; do printf ',{"action":"ALLOW","selector":{"identifier":"docker-image://%s","match_type":"EXACT"}}' "$name"; done
  printf ']}\n'
}

# sources_held: whether this version of buildx and Docker obeys the policy, tried once for each: a forbidden ADD of an address where nothing
# listens must be denied, not tried.
sources_held() {
  local context version mark=$state/sources-held
  version="$(docker version --format '{{.Client.Version}} {{.Server.Version}}') $(docker buildx version)"
  [ "$(cat "$mark" 2>/dev/null)" != "$version" ] || return 0
  context=$(mktemp -d)
  printf 'FROM scratch\nADD http://127.0.0.1:9/ /\n' >"$context/Dockerfile"
  source_policy >"$context/sources.json"
  EXPERIMENTAL_BUILDKIT_SOURCE_POLICY=$context/sources.json timeout 60 docker build "$context" >"$context/output" 2>&1 || true
  if grep -q 'denied by policy' "$context/output"; then replace "$mark" <<<"$version"; fi
  rm -rf "$context"
  [ "$(cat "$mark" 2>/dev/null)" = "$version" ]
}
