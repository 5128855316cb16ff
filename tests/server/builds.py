"""Images as they are built, with a registry of one base image and a mirror of one version of everything."""

from __future__ import annotations

import errno
import itertools
from collections.abc import Callable
from typing import Any

import pytest

from release import base_images, patches, release_main
from release.prepare import Release
from release.steps import Refused
from upkeep import images, packages


def own_name(image: str) -> str:
    """Return an image's name without what upkeep adds to it."""
    return image.rpartition("-")[0] if image.count("-") else image


class Builds:
    """What the registry and the mirror have today, and what each image was built with.

    ``bad_bases``: with them no task starts. ``offline``: neither answers.
    """

    def __init__(self) -> None:
        self.full = False
        self.images: set[str] = set()
        self.base, self.version = 1, 1
        self.made: dict[str, tuple[int, int]] = {}
        self.bad_bases: set[int] = set()
        self.offline = False
        self.moments = itertools.count()

    def build_images(self, release: Release, anew: bool = False) -> None:
        """What is not there is built; the cache has old packages of old times."""
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        renderer = patches.name_of(release.renderer_image, release.newer)
        for name in (*release.images, *([renderer] if renderer else [])):
            if name not in self.images:
                self.images.add(name)
                self.made[name] = (self.base, self.version if anew else 1)

    def upgradable(self, image: str) -> list[str]:
        if self.offline:
            raise Refused("FH-UPKEEP-MIRROR: no answer")
        old = self.made[image][1]
        return [f"nginx {old} {self.version}"] if old != self.version else []

    def play_upkeep(self, patch: pytest.MonkeyPatch, around: Callable[[Any], Any]) -> None:
        """Let upkeep find these images. ``around``: adds the moments at which the program may be killed."""
        patch.setattr(base_images, "refresh", lambda: ["debian"] if self.offline else [])
        patch.setattr(packages, "begins_elsewhere", lambda image, _: self.made[image][0] != self.base)
        patch.setattr(packages, "upgradable", around(self.upgradable))
        patch.setattr(images, "have_image", lambda name: name in self.images)
        # No two runs of a test within one second have the same name.
        patch.setattr(patches, "fresh", lambda image: f"{image}-{next(self.moments):014}")
        patch.setattr(images, "build_missing", around(self.build_images))
        patch.setattr(images, "quietly", lambda words: self.images.discard(words[-1]))
        patch.setattr(images, "refused", release_main.refused)
        for name in ("check_images", "end_test", "test_nginx"):
            patch.setattr(images, name, lambda *_: None)
