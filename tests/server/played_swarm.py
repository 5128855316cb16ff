"""A played swarm, which runs at once what it is given, and an nginx that reads its files when it starts or reloads.

Not played: tasks that are slow, more than one file of configuration, readers that ask for one post only.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from builds import Builds, own_name
from commits import Commit

from release import caches, content, stack, state
from release.steps import Refused
from release.wait import DidNotStart


class Swarm(Builds):
    """What runs, and what readers see of it."""

    def __init__(self) -> None:
        super().__init__()
        self.commits: dict[str, Commit] = {}
        self.specification: dict[str, Any] = {}
        # What nginx has read: its image, and the text of its configuration.
        self.nginx: tuple[str, str] = ("", "")
        # Posts of which nginx has a copy: readers have asked for all posts of whatever ran.
        self.cached: frozenset[str] = frozenset()

    def posts(self, commit: str) -> frozenset[str]:
        return self.commits[commit].posts if commit in self.commits else frozenset()

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

    def empty_caches(self, _conf: Path) -> None:
        content.forget_before()
        self.cached = frozenset()
        caches.DUE.unlink(missing_ok=True)

    def await_tasks(self, _names: list[str]) -> None:
        # nginx may be restarted while tasks start: it must have the new image with its configuration, or what is live;
        # or nothing, where somebody took that away (harm.py) and nobody repaired it yet.
        self.read_conf()
        pair, live = (own_name(self.nginx[0]), self.nginx[1]), state.live_release()
        right = [
            (f"freehold.invalid/nginx:{one.nginx}", one.text)
            for c, one in self.commits.items()
            if c == live or one.nginx != self._nginx_of(live)
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
        self.cached |= self.posts(live)

    def _nginx_of(self, live: str) -> str:
        return self.commits[live].nginx if live in self.commits else ""

    def await_page(self, about: str, name: str, _times: int) -> None:
        wanted = json.loads(about)
        if self.shown() != (wanted["release"], wanted["app"], name):
            raise Refused(f"the page shows {self.shown()}")

    def shown(self) -> tuple[str, str, str]:
        """What a reader sees: the commit that release.json names, the app's own header, and the content's folder."""
        app = self.specification["services"]["app"]["image"].split(":")[1][:12] if self.specification else ""
        return state.page_release(), app, content.shown()
