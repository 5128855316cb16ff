# shellcheck shell=bash
# Takes the site from one prepared release to another and back. Sourced.
stack=blog

# nginx_alone ARGUMENT…: nginx of the new image in a throwaway container, which was pushed, too, and may never end or never fall silent.
nginx_alone() {
  local user
  user=$(python3 -c 'import json, sys; print(json.load(sys.stdin)["services"]["nginx"].get("user", ""))' <"$home/stack.json")
  timeout --kill-after=10 "$nginx_limit" docker run --rm --name freehold-nginx-test --pull never --network none --log-driver none --read-only \
    --cap-drop ALL ${user:+--user "$user"} --pids-limit 64 --memory 160m --tmpfs /tmp:size=64m --tmpfs /var/cache/nginx:size=64m,mode=1777 \
    --volume "$home/conf:/etc/nginx/conf.d:ro" --volume "$state/nginx/tls:/etc/nginx/tls.d:ro" \
    --entrypoint nginx "freehold.invalid/nginx:$nginx_id" "$@"
}

# Seconds that nginx may take to read its configuration: 0.1 on a laptop.
: "${nginx_limit:=60}"
end_nginx_alone() { docker rm --force freehold-nginx-test >/dev/null 2>&1 || true; }

# test_nginx: `nginx -t` of $home/conf, and what it would serve, before anything is switched.
test_nginx() {
  local status=0
  end_nginx_alone
  nginx_alone -t 2>&1 | head -c 65536 || status=$?
  end_nginx_alone
  [ "$status" != 124 ] || refuse "FH-NGINX-TIME: nginx did not read the configuration in nginx/conf within $nginx_limit s"
  [ "$status" = 0 ] || refuse "nginx does not take the configuration in nginx/conf (see above)"
  nginx_alone -T 2>/dev/null | policy python3 "$here/policy/nginx-policy" ||
    refuse "FH-NGINX-CONF: the configuration in nginx/conf could serve what is not the site's (see above)"
}

# copy_conf FROM: the stable directory gets FROM's files, each whole. The directory itself stays: it is mounted.
copy_conf() {
  local file stable=$state/nginx/conf
  mkdir -p "$stable"
  for file in "$stable"/* "$stable"/.[!.]*; do
    [ ! -e "$file" ] || [ -e "$1/${file##*/}" ] || rm -rf "$file"
  done
  for file in "$1"/* "$1"/.[!.]*; do
    [ -e "$file" ] || continue
    rm -rf "$stable/.new"
    cp -R "$file" "$stable/.new"
    [ ! -d "$stable/${file##*/}" ] || rm -rf "${stable:?}/${file##*/}"
    mv -T "$stable/.new" "$stable/${file##*/}"
  done
}

nginx_container() {
  docker ps --quiet --filter "label=com.docker.swarm.service.name=${stack}_nginx" | head -n 1
}

# CLI 24 has no --detach (and never waits, where later ones would without a limit), wants a version and knows no start_interval.
deploy_stack() {
  local file=$1 options=(--detach=true)
  if ! docker stack deploy --help | grep -q -- --detach; then
    options=()
    file=$state/deploy.json
    python3 -c 'import json, sys
stack = {"version": "3.8", **json.load(sys.stdin)}
for service in stack["services"].values():
    service.get("healthcheck", {}).pop("start_interval", None)
print(json.dumps(stack))' <"$1" >"$file"
  fi
  docker stack deploy --compose-file "$file" --resolve-image never --prune "${options[@]}" "$stack" >"$state/deploy.out" 2>&1 || {
    cat "$state/deploy.out"
    return 1
  }
}

# tell_url STACK.json: the app learns where readers find it.
tell_url() {
  local told
  told=$(sed 's|^\( *"FREEHOLD_URL": "\)[^"]*|\1'"$(site_url)|" "$1")
  [ "$told" = "$(cat "$1")" ] || replace "$1" <<<"$told"
}

# switch_to HOME: deploys a prepared release, waits until it alone serves, and asks the page itself.
switch_to() {
  local target=$1 conf_changed=no
  diff -rq "$target/conf" "$state/nginx/conf" >/dev/null 2>&1 || conf_changed=yes
  [ "$conf_changed" = no ] || copy_conf "$target/conf"
  tell_url "$target/stack.json"
  if ! cmp -s "$target/stack.json" "$state/stack.json"; then
    step "starting beside the old site"
    # Forgotten first: after a power cut in the middle nothing may believe the old stack still runs.
    rm -f "$state/stack.json"
    deploy_stack "$target/stack.json"
  fi
  python3 "$here/release/await-stack" "$stack" "$target/stack.json"
  replace "$state/stack.json" <"$target/stack.json"
  if [ "$conf_changed" = yes ]; then
    step "reloading nginx"
    docker exec "$(nginx_container)" nginx -s reload
  fi
  replace "$state/nginx/www/release.json" <"$target/release.json"
  step "asking the page"
  check_page "$target"
}

# check_page HOME: past the cache, through the published port, until both halves say this release ten times in a row.
check_page() {
  local app expected got agreed=0 deadline=$((SECONDS + 60)) base=http://127.0.0.1
  # What answers was pushed, too: it may never end.
  local ask=(curl -s --max-time 10 --max-filesize 20000000 -H 'X-Freehold-Check: 1')
  expected=$(cat "$1/release.json")
  app=${expected#*'"app":"'}
  app=${app%%'"'*}
  while [ "$agreed" -lt 10 ]; do
    # An app that does not name its release (docs/your-app.md) is known by its tasks alone, which were waited for.
    got=$("${ask[@]}" -S -o /dev/null -w '%{http_code} %header{x-freehold-app}' "$base/" 2>&1 | head -c 300 | tr -d '\0') || true
    if [[ $got == "200 $app" || $got == "200 " ]] && [ "$("${ask[@]}" "$base/release.json" | head -c 300 | tr -d '\0')" = "$expected" ]; then
      agreed=$((agreed + 1))
      continue
    fi
    agreed=0
    if [ "$SECONDS" -ge "$deadline" ]; then
      echo "The page does not show this release: asked for \"200 $app\", got \"$got\"."
      return 1
    fi
    sleep 0.3
  done
}

# A removed stack's networks go last; a deploy before that would find them half gone.
await_no_networks() {
  local deadline=$((SECONDS + 60))
  while [ "$SECONDS" -lt "$deadline" ] && docker network ls --format '{{.Name}}' | grep -q "^${stack}_"; do sleep 0.5; done
}

# Back to what was live before; where nothing was, the stack goes.
restore() {
  local before=$1
  if [ -z "$before" ]; then
    docker stack rm "$stack" >/dev/null 2>&1 || true
    await_no_networks
    rm -f "$state/stack.json" "$state/nginx/www/release.json"
    return
  fi
  step "putting ${before:0:12} back"
  rm -f "$state/stack.json"
  attempt switch_to "$state/releases/$before"
  [ "$outcome" = 0 ] || echo "The old release did not come back by itself; freehold-site tries again."
}
