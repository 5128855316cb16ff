"""What has changed under an image since it was built: its base image, and the packages that its mirror has today."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from release import base_images
from release.cgroups import build_memory_mb, limit_builds
from release.docker import image as docker_image, remove_container
from release.limits import within_limits
from release.steps import Refused, say

CONTAINER = "freehold-upkeep"
# Seconds for one image; on 1/8 OCPU Debian's lists take 20 to 40.
SECONDS = 600
NO_APT = 90
# As a build's RUN: the image's own apt, with its own sources. An image without apt (Alpine, scratch) is known by its base alone.
SCRIPT = f"""command -v apt-get >/dev/null || exit {NO_APT}
apt-get -qq -o APT::Update::Error-Mode=any -o Acquire::Retries=3 update && apt-get -s -qq upgrade"""
LINE = re.compile(r"Inst (\S+) \[(\S+)\] \((\S+) ", re.ASCII)


def upgrades(text: str) -> list[str]:
    """Return "name old-version new-version" of each package that `apt-get -s upgrade` would upgrade, sorted. Pure."""
    found = (LINE.match(line) for line in text.splitlines())
    return sorted(" ".join(one.groups()) for one in found if one)


def upgradable(image: str) -> list[str]:
    """Return what of an image's packages its mirror has newer. Raises Refused where the mirror cannot be read."""
    limit_builds()
    remove_container(CONTAINER)
    command = [
        *("docker", "run", "--name", CONTAINER, "--pull", "never", "--log-driver", "none", "--user", "0:0"),
        *("--security-opt", "no-new-privileges", "--memory", f"{build_memory_mb()}m", "--pids-limit", "256"),
        *("--cgroup-parent", "/freehold-build", "--entrypoint", "sh", image, "-c", SCRIPT),
    ]
    try:
        ended = within_limits(SECONDS, command, quiet=True)
    finally:
        remove_container(CONTAINER)
    if ended.status == NO_APT:
        return []
    if ended.status != 0:
        say(ended.output.rstrip("\n")[-2000:])
        raise Refused(
            f"FH-UPKEEP-MIRROR: what is newer than {image} could not be read from its package mirror (see above)"
        )
    return upgrades(ended.output)


def _layers(found: dict[str, Any] | None) -> list[str]:
    return list(((found or {}).get("RootFS") or {}).get("Layers") or [])


def base_changed(image: dict[str, Any] | None, bases: Sequence[dict[str, Any] | None], label: str) -> bool:
    """Return whether an image begins from none of these bases as they are now. Pure.

    Its first layers are its base's. Those of one from `scratch` are of none, so what counts is the label of its build.
    """
    mine = _layers(image)
    if any(mine[: len(of)] == of for of in map(_layers, bases) if of):
        return False
    labels = ((image or {}).get("Config") or {}).get("Labels") or {}
    return bool(labels.get(base_images.LABEL) != label)


def begins_elsewhere(image: str, bases: Sequence[str]) -> bool:
    """Return whether an image's base is another one today."""
    return base_changed(docker_image(image), [docker_image(one) for one in bases], base_images.label_of(bases))
