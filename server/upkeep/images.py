"""Builds the live release's images again where their packages changed, and switches to them as a release does."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from release import base_images, patches, stack
from release.build import bases_of, build_missing
from release.check import check_images, end_test, test_nginx
from release.docker import have_image
from release.places import STATE
from release.prepare import Release, weigh
from release.processes import quietly
from release.prune import try_prune
from release.release_main import refused
from release.server import Server, sweep
from release.state import Intent, utc
from release.steps import Refused, reason_of, step
from release.transaction import switch
from shared.files import read_json, write_whole
from upkeep import packages

# What the mirror had newer than an image right after it was built: packages of the base, which come with the next base.
LEFT = STATE / "upkeep-left.json"
HOW = "upkeep"
# How many packages the list of releases names.
NAMED = 6


@dataclass(frozen=True)
class Finding:
    """Why an image is to be built again. ``image``: its name by what it is built from. ``newer``: packages, with versions."""

    image: str
    base: bool
    newer: tuple[str, ...]

    def gains(self, left: Sequence[str]) -> bool:
        """Return whether a build brings something, where it cannot bring the packages of ``left``. Pure."""
        return self.base or bool(set(self.newer) - set(left))


class RolledBack(Refused):
    """The site did not start well with the newer packages; what was live before is live."""


def own_names(release: Release) -> list[str]:
    """Return the release's images, by what they are built from. Pure."""
    names = [f"freehold.invalid/app:{release.app}", f"freehold.invalid/nginx:{release.nginx}"]
    return [*([release.renderer_image] if release.renderer else []), *names]


def findings(release: Release, left: Mapping[str, Sequence[str]]) -> list[Finding]:
    """Return which images are to be built again, and why. Raises Refused where a mirror cannot be read."""
    found, bases = [], bases_of(release)
    for own in own_names(release):
        image = patches.name_of(own)
        # What is lost is built when it is needed, with today's packages.
        if not have_image(image):
            continue
        one = Finding(own, packages.begins_elsewhere(image, bases), tuple(packages.upgradable(image)))
        if one.gains(left.get(own, ())):
            found.append(one)
    return found


def summary(found: Sequence[Finding]) -> str:
    """Return the reason for the list of releases: which images, which packages, whether there is another base. Pure."""
    names = sorted({line.split(" ")[0] for one in found for line in one.newer})
    more = [f"and {len(names) - NAMED} more"] if len(names) > NAMED else []
    base = ["another base image"] if any(one.base for one in found) else []
    newer = [f"newer {', '.join([*names[:NAMED], *more])}"] if names else []
    images = ", ".join(one.image.rpartition("/")[2].partition(":")[0] for one in found)
    return f"{images}: {'; '.join([*base, *newer])}"


def patch(server: Server) -> str:
    """Bring the live release's images up to date. Returns what was done. Raises where it failed; the site is as before then.

    Whoever calls holds both locks, and the site is whole.
    """
    live = server.live()
    if not live:
        return "nothing was released yet"
    missed = base_images.refresh()
    try:
        intent = get_ready(live)
    except Exception as error:
        refused(live, HOW, HOW, error)
        raise
    if intent:
        try:
            switch(server, intent)
        except Exception as error:
            raise RolledBack(reason_of(error)) from error
        finally:
            sweep()
            try_prune()
    done = intent.why if intent else "no image has newer packages"
    if missed:
        raise Refused(
            f"FH-UPKEEP-BASE: the base image {missed[0]} could not be fetched; the present one stays ({done})"
        )
    return done


def get_ready(live: str) -> Intent | None:
    """Build and look at what the switch will need; None where nothing has changed. Raises Refused; nothing runs yet."""
    left = read_json(LEFT) or {}
    release = weigh(live)
    found = findings(release, left)
    if not found:
        return None
    step(f"building again: {summary(found)}")
    release = replace(release, newer={one.image: patches.fresh(one.image) for one in found})
    build_missing(release, anew=True)
    found = worth(release, found)
    if not found:
        return None
    newer = {one.image: release.newer[one.image] for one in found}
    release = replace(release, newer=newer)
    check_images(release)
    end_test()
    test_nginx(release)
    changes = stack.changes(live, newer)
    return Intent(live, live, HOW, HOW, utc(), int(time.time()), changes, newer, summary(found))


def worth(release: Release, found: Sequence[Finding]) -> list[Finding]:
    """Return those whose new image has newer packages than the old one, with these alone; remember what a build does not bring."""
    left = {name: lines for name, lines in (read_json(LEFT) or {}).items() if name in own_names(release)}
    left |= {one.image: packages.upgradable(release.newer[one.image]) for one in found}
    write_whole(LEFT, json.dumps(left, indent=1) + "\n")
    gained = [replace(one, newer=tuple(line for line in one.newer if line not in left[one.image])) for one in found]
    for one in gained:
        if not one.gains(()):
            quietly(["docker", "image", "rm", release.newer[one.image]])
    return [one for one in gained if one.gains(())]
