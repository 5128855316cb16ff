# shellcheck shell=bash
# Everything that changes the site, in the order in which the parts need each other. Sourced.
. "$here/machine.sh"
. "$here/node/cgroup.sh"
. "$here/release/release.d/steps.sh"
. "$here/release/release.d/site.sh"
. "$here/release/release.d/repository.sh"
. "$here/release/release.d/prepare.sh"
. "$here/release/release.d/bases.sh"
. "$here/release/release.d/images.sh"
. "$here/release/release.d/switch.sh"
