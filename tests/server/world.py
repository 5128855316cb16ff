"""A server whose Docker, git and nginx are played, with the project's own files and decisions between them.

Played: a swarm that runs at once what it is given, an nginx that reads its configuration when it starts and when it is
told to, a git with one ref, a renderer that writes one page, images (builds.py). Not played: policies, more than one
file of configuration, a swarm that is slow, what is in the content's files, images that begin from different bases.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar

import pytest
from builds import Builds, own_name

from release import (
    conf,
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
)
from release.prepare import Release
from release.steps import Refused
from release.wait import DidNotStart
from shared import files
from upkeep import images

P = ParamSpec("P")
R = TypeVar("R")


class Killed(BaseException):
    """SIGKILL: no handler of the program runs after it."""


class Commit(NamedTuple):
    """What a commit is made of. ``bad``: its tasks do not start. ``renderer``: empty for an own app."""

    app: str
    nginx: str
    text: str
    bad: bool = False
    renderer: str = ""


class World(Builds):
    """Everything that outlives the program, and when the program is killed or the disk is full."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.main = ""
        self.stale_lock = False
        self.specification: dict[str, Any] = {}
        # What nginx has read: its image, the text of its configuration, and the server's file about the content.
        self.nginx: tuple[str, str] = ("", "")
        self.commits: dict[str, Commit] = {}
        self.points_left: int | None = None
        self.next: str | None = None
        places.RELEASES.mkdir(parents=True, exist_ok=True)
        (places.NGINX / "www").mkdir(parents=True, exist_ok=True)
        self._patch(patch)

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

    def write(self, path: str | Path, content: str | bytes, mode: int = 0o644) -> None:
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        files.write_whole(path, content, mode)

    def _patch(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr("os.fsync", lambda _: None)
        for module in (records, server, stack, state, content):
            patch.setattr(module, "write_whole", self.around(self.write))
        patch.setattr("os.replace", self.around(os.replace))
        for name, deed in {
            "main_release": lambda: self.main,
            "clear_locks": self.clear_locks,
            "set_main": self.around(self.set_main),
            "has_commit": lambda commit: commit in self.commits,
            "subject": lambda _: "subject",
        }.items():
            patch.setattr(git, name, deed)
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
        patch.setattr(release_main, "end_rendering", lambda: None)
        patch.setattr(Path, "unlink", self.around(Path.unlink))
        patch.setattr(server, "rebuild", self.around(self.build))
        patch.setattr(rollback_main, "rebuild", self.around(self.build))
        patch.setattr(release_main, "get_ready", self.get_ready)
        patch.setattr(release_main, "end_test", lambda: None)
        patch.setattr(release_main, "note_build", lambda _: None)
        patch.setattr(release_main, "hint", lambda *_: "")
        patch.setattr(release_main, "try_prune", self.around(self.prune))
        self.play_upkeep(patch, self.around)
        patch.setattr(patches, "write_whole", self.around(self.write))
        patch.setattr(images, "weigh", self.release)
        patch.setattr(images, "try_prune", self.around(self.prune))

    def release(self, commit: str) -> Release:
        app, nginx, _, _, renderer = self.commits[commit]
        return Release(commit, app, nginx, renderer)

    def set_main(self, commit: str) -> None:
        if self.full:
            raise OSError("git could not move main")
        self.main = commit

    def clear_locks(self) -> None:
        self.stale_lock = False

    def build(self, commit: str) -> Release:
        """As prepare and build leave it: a folder, and images."""
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        app, nginx, text, _, renderer = self.commits[commit]
        release = self.release(commit)
        shutil.rmtree(release.home, ignore_errors=True)
        (release.home / "conf").mkdir(parents=True)
        (release.home / "conf/site.conf").write_text(text)
        conf.seal(release.home)
        volumes = [{"type": "bind", "source": conf.LEGACY, "target": "/etc/nginx/conf.d"}]
        services = {
            "app": {"image": f"freehold.invalid/app:{app}", "environment": {"FREEHOLD_URL": ""}},
            "nginx": {"image": f"freehold.invalid/nginx:{nginx}", "volumes": volumes},
        }
        (release.home / "stack.json").write_text(json.dumps({"services": services}))
        about = {"release": commit, "app": app[:12], "nginx": nginx[:12]}
        (release.home / "release.json").write_text(json.dumps(about))
        if renderer:
            (release.home / "renderer").write_text(release.renderer_image)
        self.build_images(release)
        return release

    def get_ready(self, commit: str) -> None:
        content.make_places()
        self.around(self.build)(commit)
        render.have(commit)

    def render(self, commit: str, name: str) -> None:
        """As the renderer leaves it; the folder is complete or not there."""
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        assert patches.name_of(content.renderer_of(commit)) in self.images
        content.make_places()
        folder = content.CONTENT / name
        folder.mkdir()
        (folder / "release.json").write_text(json.dumps({"next": self.next}))

    def prune(self) -> None:
        keep = records.ready(records.read(), state.live_release())
        for path in places.RELEASES.iterdir():
            if path.name not in keep:
                shutil.rmtree(path)
        content.prune(keep)
        needed = stack.kept()[0] | {content.renderer_of(commit) for commit in keep}
        patches.keep_only(needed)
        self.images &= {patches.name_of(one) for one in needed}
        conf.prune(stack.kept()[1] | stack.mounted_folders())

    def folder(self) -> Path:
        """The folder of configuration that nginx has mounted."""
        return Path(self.specification["services"]["nginx"]["volumes"][0]["source"])

    def read_conf(self) -> None:
        """What nginx does when it starts, and when it is told to reload."""
        file = self.folder() / "site.conf"
        text = file.read_text() if file.exists() else ""
        self.nginx = (self.specification["services"]["nginx"]["image"], text)

    def deploy(self, text: str) -> None:
        stack.DEPLOYED.unlink(missing_ok=True)
        new = json.loads(text)
        old, self.specification = self.specification, new
        if not old or old["services"]["nginx"] != new["services"]["nginx"]:
            self.read_conf()

    def remove(self) -> None:
        self.specification, self.nginx = {}, ("", "")
        stack.DEPLOYED.unlink(missing_ok=True)

    def await_tasks(self, _names: list[str]) -> None:
        # nginx may be restarted while tasks start: it must have the new image with its configuration, or what is live;
        # or nothing, where somebody took that away (`Run.harm`) and nobody repaired it yet.
        self.read_conf()
        pair, live = (own_name(self.nginx[0]), self.nginx[1]), state.live_release()
        right = [
            (f"freehold.invalid/nginx:{one.nginx}", one.text)
            for c, one in self.commits.items()
            if c == live or one.nginx != self.image_of(live)
        ]
        assert pair in right or not live or not pair[1], f"nginx serves {pair} before it is decided"
        served = content.shown()
        rendered = live in self.commits and self.commits[live].renderer
        assert not served or not rendered or served[:40] == live, f"nginx serves {served} before it is decided"
        image = self.specification["services"]["app"]["image"]
        for one in self.specification["services"].values():
            assert one["image"] in self.images
        bad_base = self.made[image][0] in self.bad_bases
        if bad_base or any(one.bad and own_name(image).endswith(one.app) for one in self.commits.values()):
            raise DidNotStart("did not start")

    def image_of(self, commit: str) -> str:
        return self.commits[commit].nginx if commit in self.commits else ""

    def await_page(self, about: str, name: str, _times: int) -> None:
        wanted = json.loads(about)
        if self.shown() != (wanted["release"], wanted["app"], name):
            raise Refused(f"the page shows {self.shown()}")

    def shown(self) -> tuple[str, str, str]:
        """What a reader sees: the commit that release.json names, the app's own header, and the content's folder."""
        app = self.specification["services"]["app"]["image"].split(":")[1][:12] if self.specification else ""
        served = content.shown()
        return state.page_release(), app, served
