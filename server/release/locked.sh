# shellcheck shell=bash
# Sourced first by everything that changes the site: starts the caller again under the lock. It is not the one of `alone`,
# which the author's side holds: this one holds also for a release whose pushing client and git are dead.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8
umask 022
trap '' HUP PIPE INT
if [ "${FREEHOLD_LOCKED:-}" != yes ]; then
  FREEHOLD_LOCKED=yes exec flock --close /run/freehold/deploy.lock "$0" "$@"
fi
unset FREEHOLD_LOCKED
. "$here/machine.sh"
. "$here/node/cgroup.sh"
# Not where the author's git is: what that takes must not end a release in the middle.
enter_cgroup release "$$"
