"""One server's life in the model: pushes of every kind, rollbacks, harm, kills and repairs in random order."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest
from world import Commit, Killed, World

from release import conf, content, patches, places, records, release_main, rollback_main, server, state
from release.server import Server
from release.steps import Refused
from shared.errors import UserError
from upkeep import images


class Run:
    """One server's life."""

    def __init__(self, patch: pytest.MonkeyPatch, seed: int) -> None:
        self.world = World(patch)
        self.random = random.Random(seed)
        self.number = 0
        # What was live, each above what it replaced: the model's own account of where a rollback goes.
        self.stack: list[str] = []
        self.log: list[str] = []

    def commit(self, bad: bool) -> str:
        """A new commit: another app, nginx image, configuration or renderer, an own app, or new content alone."""
        self.number += 1
        name = f"{self.number:040x}"
        live = state.live_release()
        one = self.world.commits.get(live, Commit("a" * 40, "b" * 40, "conf 0"))._replace(bad=bad)
        # Half of all are of content alone, which is another folder for each commit.
        if bad or self.random.random() < 0.5:
            if bad or self.random.random() < 0.6:
                one = one._replace(app=f"{self.number:012x}".ljust(40, "a"))
            if self.random.random() < 0.3:
                one = one._replace(nginx=f"{self.number:012x}".ljust(40, "b"))
            if self.random.random() < 0.4:
                one = one._replace(text=f"conf {self.number}")
            if self.random.random() < 0.4:
                one = one._replace(renderer=self.random.choice(["", "c" * 40, f"{self.number:012x}".ljust(40, "c")]))
        self.world.commits[name] = one
        return name

    def push(self) -> None:
        """A push as git sees it: `main` moves when the hook has said yes, unless git dies before."""
        bad = self.random.random() < 0.25
        commit, main = self.commit(bad), self.world.main
        stale = self.random.random() < 0.1
        seen = "f" * 40 if stale else main
        self.log.append(f"push {commit[-3:]} bad={bad} stale={stale}")
        try:
            release_main.go(commit, "ada", "push", main=seen)
        except (Refused, UserError, OSError):
            assert state.live_release() != commit
            assert bad or stale or self.world.full
            return
        assert not bad
        assert not stale
        assert state.live_release() == commit
        if self.random.random() < 0.9:
            self.world.main = commit

    def rollback(self) -> None:
        before = state.live_release()
        self.log.append("rollback")
        expected = self.stack[-2] if len(self.stack) > 1 else ""
        try:
            rollback_main.go("bob", "", before)
        except (Refused, UserError, OSError):
            assert not expected or self.world.full
            return
        assert state.live_release() == expected

    def upkeep(self) -> None:
        """A week later: another base image, other packages in the mirror, or none; each may be bad, or away."""
        world, before = self.world, state.live_release()
        another = self.random.random() < 0.4
        self.log.append(f"upkeep another={another}")
        try:
            release_main.boot()
            world.base += another
            world.version += self.random.random() < 0.4
            world.offline = self.random.random() < 0.1
            if another and self.random.random() < 0.4:
                world.bad_bases.add(world.base)
            images.patch(Server())
        except (Refused, UserError, OSError):
            assert world.offline or world.full or world.base in world.bad_bases
        finally:
            # What is pushed from here on must start; the registry has a good one again.
            world.base += world.base in world.bad_bases
            world.offline = False
        assert state.live_release() == before

    def harm(self) -> None:
        """What happens to a server between releases."""
        files = ["live", "records", "intent", "folder", "conf", "content", "switch", "patches"]
        what = self.random.choice([*files, "images", "service", "next", "address"])
        self.log.append(f"harm {what}")
        if what == "images":
            self.world.images.clear()
        elif what == "live" and state.live_release():
            damage(places.STATE / "live", self.random.choice(["", "garbage", "0" * 39, None]))
        elif what == "records":
            with (places.STATE / "releases.jsonl").open("a") as file:
                file.write('null\n{"release": "x"}\n')
        elif what == "intent":
            (places.STATE / "intent.json").write_text("{")
        elif what == "service":
            self.world.specification = {}
        elif what == "conf" and self.world.specification:
            # Either of the two that must be the same: what nginx has mounted, or what it was copied from.
            live = places.RELEASES / state.live_release() / "conf"
            damage(self.random.choice([self.world.folder(), live]) / "site.conf", self.random.choice(["", None]))
        elif what == "patches":
            damage(patches.FILE, self.random.choice(["", "[]", '{"a": 1}', None]))
        elif what == "content":
            shutil.rmtree(content.CONTENT, ignore_errors=True)
        elif what == "switch":
            self.random.choice([content.LIVE, content.BEFORE]).unlink(missing_ok=True)
        elif what == "next":
            self.a_post_appears()
        elif what == "address":
            (places.STATE / "url").write_text(f"https://{self.number}.example\n")
        elif (folder := places.RELEASES / state.live_release() / "stack.json").exists():
            folder.write_text("")

    def a_post_appears(self) -> None:
        """The live content says that it is to be rendered again, and the moment has passed."""
        name = content.name_of(live) if (live := state.live_release()) else ""
        if name and content.is_there(name):
            passed = {"next": f"2026-01-{self.number % 28 + 1:02}T{self.random.randrange(24):02}:00:00Z"}
            (content.CONTENT / name / "release.json").write_text(json.dumps(passed))

    def follow(self) -> None:
        """Bring the model's account up to what is live now: at most one switch further."""
        live = state.live_release()
        if live and (not self.stack or live != self.stack[-1]):
            if live in self.stack:
                del self.stack[self.stack.index(live) + 1 :]
            else:
                self.stack.append(live)

    def repair(self) -> None:
        """What `watch` starts within a minute; it may be killed, too."""
        for moment in (self.random.randrange(25), None):
            self.world.points_left = moment if self.random.random() < 0.5 else None
            try:
                server.sweep()
                release_main.boot()
            except Killed:
                self.log.append("killed in repair")
            self.world.points_left = None

    def agree(self) -> None:
        """All six sources name one release."""
        live = state.live_release()
        assert state.read_intent() is None
        assert self.world.main == live
        if not live:
            return
        app, nginx, text, _, renderer = self.world.commits[live]
        name = content.name_of(live)
        assert bool(name) == bool(renderer)
        assert not content.is_due(name)
        assert self.world.shown() == (live, app[:12], name)
        image = patches.name_of(f"freehold.invalid/nginx:{nginx}")
        assert self.world.nginx == (image, text)
        assert content.is_shown(name)
        assert not list(places.STATE.glob("render.*"))
        assert not conf.RELOAD_DUE.exists()
        listed = records.read()
        assert records.history(listed)[-1] == live
        self.follow()
        assert records.history(listed) == self.stack

    def step(self) -> None:
        self.world.full = self.random.random() < 0.1
        self.world.points_left = self.random.randrange(60) if self.random.random() < 0.4 else None
        deed = self.random.choices([self.push, self.rollback, self.upkeep, self.harm], [6, 3, 2, 2])[0]
        try:
            deed()
        except Killed:
            self.log.append("killed")
        self.world.points_left, self.world.full = None, False
        if deed != self.harm or self.random.random() < 0.7:
            self.repair()
            self.agree()


def damage(path: Path, text: str | None) -> None:
    """Give a file that content, or remove it, where there is its folder."""
    if text is None:
        path.unlink(missing_ok=True)
    elif path.parent.is_dir():
        path.write_text(text)
