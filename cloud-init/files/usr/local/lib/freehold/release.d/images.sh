# shellcheck shell=bash
# Images are named by the git tree they are built from: what is there is not built again. Sourced.

# Megabytes; Docker needs room for a layer twice while it unpacks it. Overridden by tests.
: "${min_disk_mb:=1500}" "${min_memory_mb:=150}"

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
limit_builds() {
  local limit=$(($(total_memory_mb) * 6 / 10))
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    mkdir -p "/sys/fs/cgroup$build_cgroup"
    echo "${limit}M" >"/sys/fs/cgroup$build_cgroup/memory.max"
  else
    mkdir -p "/sys/fs/cgroup/memory$build_cgroup"
    echo "${limit}M" >"/sys/fs/cgroup/memory$build_cgroup/memory.limit_in_bytes"
  fi
}

# build SERVICE TREE IMAGE [DIRECTORY LEFT OUT]
build() {
  local service=$1 tree=$2 image=$3 without=${4:-} context
  context=$(mktemp -d /var/lib/freehold/build.XXXXXX)
  repo archive --format=tar "$tree" | tar -x --no-same-owner -C "$context"
  [ -z "$without" ] || rm -rf "${context:?}/$without"
  attempt timeout --kill-after=30 1800 docker build --network default --cgroup-parent "$build_cgroup" \
    --label freehold=1 --progress plain --tag "$image" "$context"
  rm -rf "$context"
  [ "$outcome" != 124 ] || refuse "the build of $service took longer than 30 minutes"
  [ "$outcome" = 0 ] || refuse "the build of $service failed (see above)"
}

build_missing() {
  local app=freehold/app:$app_id nginx=freehold/nginx:$nginx_id
  if have_image "$app" && have_image "$nginx"; then return; fi
  check_room
  limit_builds
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
  keep=$(python3 "$here/records" keep)
  for id in "$state"/releases/*; do
    grep -qx "${id##*/}" <<<"$keep" || rm -rf "$id"
  done
  kept_images=$(cat "$state"/releases/*/stack.json | grep -o 'freehold/[a-z]*:[0-9a-f]\{40\}' | sort -u)
  for image in $(docker image ls --filter label=freehold=1 --format '{{.Repository}}:{{.Tag}}' | grep '^freehold/'); do
    # A stopped container of the last release may still hold one: the next release takes it.
    grep -qx "$image" <<<"$kept_images" || docker image rm "$image" >/dev/null 2>&1 || true
  done
  docker image prune --force --filter label=freehold=1 >/dev/null || true
}
