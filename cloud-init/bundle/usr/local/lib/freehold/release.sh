# shellcheck shell=bash
# Everything that changes the site, in the order in which the parts need each other. Sourced.
. "$here/machine.sh"
. "$here/cgroup.sh"
. "$here/release.d/steps.sh"
. "$here/release.d/site.sh"
. "$here/release.d/repository.sh"
. "$here/release.d/prepare.sh"
. "$here/release.d/bases.sh"
. "$here/release.d/images.sh"
. "$here/release.d/switch.sh"
