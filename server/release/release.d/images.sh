# shellcheck shell=bash
# Images are named by the git tree they are built from: what is there is not built again. Sourced.

# Megabytes; Docker needs room for a layer twice while it unpacks it. A build or a fetch that leaves less than `least_disk_mb`, or fewer
# inodes than `least_inodes`, is ended. Overridden by tests.
: "${min_disk_mb:=1500}" "${min_memory_mb:=150}" "${least_disk_mb:=500}" "${least_inodes:=20000}"

# Of stack files; where no release ever succeeded there are none.
images_of() { cat "$@" 2>/dev/null | grep -o 'freehold\.invalid/[a-z]*:[0-9a-f]\{40\}' | sort -u; }
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

# disk_is_low: a file system without a number of inodes (btrfs) reports none.
disk_is_low() {
  df --output=avail,iavail -m /var/lib/docker |
    awk -v mb="$least_disk_mb" -v inodes="$least_inodes" 'NR == 2 {exit !($1 < mb || ($2 ~ /^[1-9]/ && $2 < inodes))}'
}

# within_limits SECONDS COMMAND…: status 124 where it took longer, 28 where it was ended because the disk ran low.
within_limits() {
  local job watcher status=0
  timeout --kill-after=30 "$@" &
  job=$!
  # Its end says that it has ended the job.
  until disk_is_low; do sleep 2; done >/dev/null 2>&1 && kill -TERM "$job" 2>/dev/null &
  watcher=$!
  wait "$job" || status=$?
  if ! kill "$watcher" 2>/dev/null && [ "$status" != 0 ]; then
    status=28
    # What the ended step wrote goes by itself within seconds; earlier steps of the same build are in the cache.
    for _ in {1..10}; do ! disk_is_low || sleep 1; done
    if disk_is_low; then docker builder prune --force >/dev/null || true; fi
  fi
  wait "$watcher" 2>/dev/null || true
  return "$status"
}

# Builds run in a cgroup of their own, so that one that takes all memory dies before the site does, and yields to it where the processor
# is short (an eighth of a share each).
build_memory_mb() { echo $(($(total_memory_mb) * 6 / 10)); }
limit_builds() {
  local cpu
  limit_cgroup build "$(build_memory_mb)" 2048
  cpu=$(cgroup_dir build cpu)
  if [ -e "$cpu/cpu.shares" ]; then echo 128 >"$cpu/cpu.shares"; elif [ -e "$cpu/cpu.weight" ]; then echo 12 >"$cpu/cpu.weight"; fi
}

# Seconds after which a build is not slow but stuck; on 1/8 OCPU one from nothing took 133 s.
build_limit() { if [ "$(setting shape)" = micro ]; then echo 1800; else echo 600; fi; }

# build SERVICE TREE IMAGE [DIRECTORY LEFT OUT]
build() {
  local service=$1 tree=$2 image=$3 without=${4:-} context limit bases
  context=$(mktemp -d "$state/build.XXXXXX")
  limit=$(build_limit)
  mkdir "$context/tree"
  repo archive --format=tar "$tree" | tar -x --no-same-owner -C "$context/tree"
  [ -z "$without" ] || rm -rf "${context:?}/tree/$without"
  mapfile -t bases <"$home/bases"
  source_policy "${bases[@]}" >"$context/sources.json"
  attempt docker_build "$limit" "$image" "$context"
  if grep -q 'exit code: 137' "$context/output"; then outcome=137; fi
  if grep -q 'denied by policy' "$context/output"; then outcome=policy; fi
  rm -rf "$context"
  case $outcome in
    0) ;;
    policy)
      echo "Leave out \`# syntax=\`, name an image in a FROM line before COPY --from, and fetch addresses by RUN instead of ADD."
      refuse "FH-BUILD-SOURCE: the build of $service wants what is neither in $service/ nor one of its FROM images (see above)"
      ;;
    28) refuse "FH-DISK-FULL: the build of $service left less than $least_disk_mb MB on the disk and was ended" ;;
    124) refuse "the build of $service did not end within $limit s" ;;
    137) refuse "the build of $service took more memory than a build may have ($(build_memory_mb) MB)" ;;
    *) refuse "the build of $service failed (see above)" ;;
  esac
}

docker_build() {
  EXPERIMENTAL_BUILDKIT_SOURCE_POLICY=$3/sources.json \
    within_limits "$1" docker build --network default --cgroup-parent /freehold-build --label freehold=1 \
    --progress plain --tag "$2" "$3/tree" 2>&1 | tee "$3/output"
}

build_missing() {
  local app=freehold.invalid/app:$app_id nginx=freehold.invalid/nginx:$nginx_id bases
  if have_image "$app" && have_image "$nginx"; then return; fi
  check_room
  limit_builds
  sources_held || refuse "FH-BUILD-SOURCES: this server's buildx does not hold what a build may fetch. Ask the operator to run \`pulumi up\`"
  mapfile -t bases <"$home/bases"
  have_bases "${bases[@]}"
  if ! have_image "$app"; then
    step "building app"
    build app "$commit:app" "$app"
    touch "$home/app-built"
  fi
  if ! have_image "$nginx"; then
    step "building nginx"
    build nginx "$commit:nginx" "$nginx" conf
  fi
}

# check_images: what the images bring by themselves, without compose.yaml saying so.
check_images() {
  docker image inspect "freehold.invalid/app:$app_id" "freehold.invalid/nginx:$nginx_id" |
    policy python3 "$here/policy/image-policy" "$home/stack.json" || refuse "an image has what this server does not run (see above)"
}

# sweep: what a release that was killed left, first of all, for it may be what fills the disk.
sweep() {
  rm -rf "$state"/build.* "$state"/releases/*.new
  end_nginx_alone
}

# Keeps what the last five releases and the live one need; touches nothing that is not ours.
prune() {
  local keep image id kept_images
  sweep
  keep=$(python3 "$here/release/records" keep)
  for id in "$state"/releases/*; do
    grep -qx "${id##*/}" <<<"$keep" || rm -rf "$id"
  done
  # shellcheck disable=SC2086
  keep_commits $keep || true
  kept_images=$(images_of "$state"/releases/*/stack.json)
  for image in $(docker image ls --filter label=freehold=1 --format '{{.Repository}}:{{.Tag}}' | grep '^freehold\.invalid/'); do
    # A stopped container of the last release may still hold one: the next release takes it.
    grep -qx "$image" <<<"$kept_images" || docker image rm "$image" >/dev/null 2>&1 || true
  done
  docker image prune --force --filter label=freehold=1 >/dev/null || true
  prune_bases
  prune_cache
}

# Takes what none of the last five builds of the app used that went live, 0.7 MB a release. Refused builds do not count, and none of
# nginx: whoever pushes five of them would make the next post be built from nothing. (Layers of an image that is kept stay anyhow.) Docker
# alone would keep up to 8 GB (daemon.json), so that a conda environment of a gigabyte, which is in the cache three times, is not built
# again for each post.
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
