"""A server with two releases whose base image or packages change from week to week (world.py)."""

from __future__ import annotations

import pytest
from commits import Commit
from life import Run as Life

from release import patches, release_main

LIVE, EARLIER = "2" * 40, "1" * 40
APP, NGINX, RENDERER = (
    f"freehold.invalid/{name}" for name in (f"app:{'a' * 40}", f"nginx:{'b' * 40}", f"renderer:{'e' * 40}")
)


def two_releases(monkeypatch: pytest.MonkeyPatch) -> Life:
    """A server with two releases of the same sources but for the content."""
    one = Life(monkeypatch, 1)
    for commit in (EARLIER, LIVE):
        one.world.commits[commit] = Commit("a" * 40, "b" * 40, "conf", renderer="e" * 40)
        release_main.go(commit, "ada", "push", main=one.world.main)
    one.stack = [EARLIER, LIVE]
    return one


def made_of(life: Life) -> list[tuple[int, int]]:
    """What the images that run, and the one that renders, were built with: base and packages."""
    return [life.world.made[patches.name_of(name)] for name in (APP, NGINX, RENDERER)]
