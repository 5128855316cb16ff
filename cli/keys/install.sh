#!/bin/bash
# Run on the server as root by `npm run keys -- rotate`: install OPERATOR HOST < private half of HOST. Admits the public key OPERATOR
# beside those that are there, and makes HOST the server's host key. May be run any number of times, and killed at any point.
set -euo pipefail
umask 077
operator=$1 host=$2
keys=/etc/freehold/keys/operator
key=/etc/ssh/ssh_host_ed25519_key

# A client that was killed ends its input early: half a key must not come in the place of a whole one.
cat >"$key.freehold-new"
made=$(ssh-keygen -y -P '' -f "$key.freehold-new" 2>/dev/null | cut -d ' ' -f 1,2) || made=
if [ "$made" != "$(cut -d ' ' -f 1,2 <<<"$host")" ]; then
  rm -f "$key.freehold-new"
  echo "the host key did not arrive whole; nothing was changed" >&2
  exit 1
fi
/usr/sbin/sshd -t -h "$key.freehold-new"

# The operator's key first: whoever knows the next host key must get in with the next operator key.
if ! grep -qxF "$operator" "$keys"; then
  {
    cat "$keys"
    printf '%s\n' "$operator"
  } >"$keys.freehold-new"
  chmod 0644 "$keys.freehold-new"
  sync "$keys.freehold-new"
  mv "$keys.freehold-new" "$keys"
fi
printf '%s\n' "$host" >"$key.pub.freehold-new"
chmod 0644 "$key.pub.freehold-new"
sync "$key.freehold-new" "$key.pub.freehold-new"
mv "$key.freehold-new" "$key"
mv "$key.pub.freehold-new" "$key.pub"
/usr/sbin/sshd -t
systemctl reload ssh.service
