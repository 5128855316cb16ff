# shellcheck shell=bash
# Images are named by the git tree they are built from: what is there is not built again. Sourced.

# Megabytes; Docker needs room for a layer twice while it unpacks it. Overridden by tests.
: "${min_disk_mb:=1500}" "${min_memory_mb:=150}"

# Of stack files; where no release ever succeeded there are none.
images_of() { cat "$@" 2>/dev/null | grep -o 'freehold/[a-z]*:[0-9a-f]\{40\}' | sort -u; }
have_image() { docker image inspect "$1" >/dev/null 2>&1; }

check_room() {
  local disk memory
  disk=$(df --output=avail -m /var/lib/docker | tail -n 1 | tr -d ' ')
  memory=$(available_memory_mb)
  [ "$disk" -ge "$min_disk_mb" ] ||
    refuse "not enough disk: $disk MB are free, a build needs $min_disk_mb MB. Ask the operator to make room."
  [ "$memory" -ge "$min_memory_mb" ] ||
    refuse "not enough memory: $memory MB are available, a build needs $min_memory_mb MB. Try again in a minute."
}

# Builds run in a cgroup of their own, so that one that takes all memory dies before the site does.
build_cgroup=/freehold-build
build_memory_mb() { echo $(($(total_memory_mb) * 6 / 10)); }
limit_builds() {
  local limit
  limit=$(build_memory_mb)
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    mkdir -p "/sys/fs/cgroup$build_cgroup"
    echo "${limit}M" >"/sys/fs/cgroup$build_cgroup/memory.max"
  else
    mkdir -p "/sys/fs/cgroup/memory$build_cgroup"
    echo "${limit}M" >"/sys/fs/cgroup/memory$build_cgroup/memory.limit_in_bytes"
  fi
}

# Seconds after which a build is not slow but stuck; on 1/8 OCPU one from nothing took 133 s.
build_limit() { if [ "$(setting shape)" = micro ]; then echo 1800; else echo 600; fi; }

# build SERVICE TREE IMAGE [DIRECTORY LEFT OUT]
build() {
  local service=$1 tree=$2 image=$3 without=${4:-} context limit
  context=$(mktemp -d "$state/build.XXXXXX")
  limit=$(build_limit)
  mkdir "$context/tree"
  repo archive --format=tar "$tree" | tar -x --no-same-owner -C "$context/tree"
  [ -z "$without" ] || rm -rf "${context:?}/tree/$without"
  attempt docker_build "$limit" "$image" "$context"
  if grep -q 'exit code: 137' "$context/output"; then outcome=137; fi
  rm -rf "$context"
  case $outcome in
    0) ;;
    124) refuse "the build of $service did not end within $limit s" ;;
    137) refuse "the build of $service took more memory than a build may have ($(build_memory_mb) MB)" ;;
    *) refuse "the build of $service failed (see above)" ;;
  esac
}

docker_build() {
  timeout --kill-after=30 "$1" docker build --network default --cgroup-parent "$build_cgroup" --label freehold=1 \
    --progress plain --tag "$2" "$3/tree" 2>&1 | tee "$3/output"
}

build_missing() {
  local app=freehold/app:$app_id nginx=freehold/nginx:$nginx_id
  if have_image "$app" && have_image "$nginx"; then return; fi
  check_room
  limit_builds
  echo "$EPOCHSECONDS" >>"$state/builds"
  if ! have_image "$app"; then
    step "building app"
    build app "$commit:app" "$app"
  fi
  if ! have_image "$nginx"; then
    step "building nginx"
    build nginx "$commit:nginx" "$nginx" conf
  fi
}

# Keeps what the last five releases and the live one need; touches nothing that is not ours.
prune() {
  local keep image id kept_images
  # What a power cut left of a build.
  rm -rf "$state"/build.*
  keep=$(python3 "$here/records" keep)
  for id in "$state"/releases/*; do
    grep -qx "${id##*/}" <<<"$keep" || rm -rf "$id"
  done
  kept_images=$(images_of "$state"/releases/*/stack.json)
  for image in $(docker image ls --filter label=freehold=1 --format '{{.Repository}}:{{.Tag}}' | grep '^freehold/'); do
    # A stopped container of the last release may still hold one: the next release takes it.
    grep -qx "$image" <<<"$kept_images" || docker image rm "$image" >/dev/null 2>&1 || true
  done
  docker image prune --force --filter label=freehold=1 >/dev/null || true
  prune_cache
}

# Takes what none of the last five builds used, 0.7 MB a release. Docker alone would keep up to 8 GB (daemon.json), so that a conda
# environment of a gigabyte, which is in the cache three times, is not built again for each post.
prune_cache() {
  local oldest age builds=$state/builds
  [ "$(wc -l 2>/dev/null <"$builds" || echo 0)" -ge 5 ] || return 0
  tail -n 5 "$builds" >"$builds.new"
  mv "$builds.new" "$builds"
  read -r oldest <"$builds"
  age=$((EPOCHSECONDS - oldest))
  # A clock that was set back says nothing about age.
  [ "$age" -gt 0 ] || return 0
  docker builder prune --force --filter "until=${age}s" >/dev/null || true
}
