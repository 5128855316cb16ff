"""A server whose Docker, git and nginx are played, with the project's own files and decisions between them.

What is played, and what is not, is in played_swarm.py and played_store.py. Here: when the program is killed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest
from played_store import Store

from release import (
    caches,
    content,
    git,
    patches,
    places,
    records,
    release_main,
    render,
    rollback_main,
    server,
    stack,
    state,
    unpublish_main,
)
from shared import files
from upkeep import images

P = ParamSpec("P")
R = TypeVar("R")


class Killed(BaseException):
    """SIGKILL: no handler of the program runs after it."""


class World(Store):
    """Everything that outlives the program, and when the program is killed or the disk is full."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.points_left: int | None = None
        places.RELEASES.mkdir(parents=True, exist_ok=True)
        (places.NGINX / "www").mkdir(parents=True, exist_ok=True)
        self._patch_files(patch)
        self._patch_engine(patch)
        self._patch_git(patch)

    def point(self) -> None:
        """Be killed here, where this is the moment."""
        if self.points_left is not None:
            self.points_left -= 1
            if self.points_left < 0:
                self.points_left = None
                raise Killed

    def kill_at(self, moment: int | None) -> None:
        """Let the program be killed after that many moments; None: not at all."""
        self.points_left = moment

    def spared(self) -> bool:
        """Return whether the moment is still to come."""
        return self.points_left is not None

    def around(self, deed: Callable[P, R]) -> Callable[P, R]:
        """Return the deed with a moment before it and one behind it."""

        def wrapped(*words: P.args, **options: P.kwargs) -> R:
            self.point()
            result = deed(*words, **options)
            self.point()
            return result

        return wrapped

    def write(self, path: str | Path, text: str | bytes, mode: int = 0o644) -> None:
        self.need_room()
        files.write_whole(path, text, mode)

    def get_ready(self, commit: str) -> None:
        content.make_places()
        self.around(self.build)(commit)
        render.have(commit)

    def _patch_files(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr("os.fsync", lambda _: None)
        for module in (records, server, stack, state, content, unpublish_main, patches):
            patch.setattr(module, "write_whole", self.around(self.write))
        patch.setattr("os.replace", self.around(os.replace))
        patch.setattr(Path, "unlink", self.around(Path.unlink))

    def _patch_git(self, patch: pytest.MonkeyPatch) -> None:
        for name, deed in {
            "main_release": lambda: self.main,
            "clear_locks": self.clear_locks,
            "set_main": self.around(self.set_main),
            "has_commit": lambda commit: commit in self.commits,
            "subject": lambda _: "subject",
            "without": self.around(self.without),
        }.items():
            patch.setattr(git, name, deed)
        patch.setattr(unpublish_main, "files_of", lambda commit, post: [post] if post in self.posts(commit) else [])
        patch.setattr(unpublish_main, "in_history", lambda one, post: post in self.histories.get(one, set()))

    def _patch_engine(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(stack, "deploy", self.around(self.deploy))
        patch.setattr(stack, "remove", self.around(self.remove))
        patch.setattr(server, "reload_nginx", self.around(lambda _tested: self.read_conf()))
        patch.setattr(stack, "mounted_folders", lambda: {self.folder()} if self.specification else set())
        patch.setattr(stack, "of_stack", lambda _: [])
        patch.setattr(stack, "lost", lambda *_: [] if self.specification else ["all"])
        patch.setattr(server, "await_tasks", self.around(self.await_tasks))
        patch.setattr(server, "await_page", self.around(self.await_page))
        for module in (server, render):
            patch.setattr(module, "have_image", lambda name: name in self.images)
        patch.setattr(render, "render", self.around(self.render))
        patch.setattr(caches, "empty", self.around(self.empty_caches))
        for module in (server, rollback_main):
            patch.setattr(module, "rebuild", self.around(self.build))
        patch.setattr(release_main, "get_ready", self.get_ready)
        for name in ("end_rendering", "end_test"):
            patch.setattr(release_main, name, lambda: None)
        patch.setattr(release_main, "note_build", lambda _: None)
        patch.setattr(release_main, "hint", lambda *_: "")
        for module in (release_main, unpublish_main, images):
            patch.setattr(module, "try_prune", self.around(self.prune))
        self.play_upkeep(patch, self.around)
        patch.setattr(images, "weigh", self.release)
