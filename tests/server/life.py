"""One server's life in the model: pushes, rollbacks, posts taken back, harm, kills and repairs in random order."""

from __future__ import annotations

import random

import pytest
from commits import Commit
from harm import HARMS
from world import Killed, World

from release import conf, content, patches, places, records, release_main, rollback_main, server, state, unpublish_main
from release.steps import Refused
from shared.errors import UserError
from upkeep import images

REFUSALS = (Refused, UserError, OSError)


class Run:
    """One server's life."""

    def __init__(self, patch: pytest.MonkeyPatch, seed: int) -> None:
        self.world = World(patch)
        self.random = random.Random(seed)
        self.number = 0
        # What was live, each above what it replaced: the model's own account of where a rollback goes.
        self.stack: list[str] = []
        # Posts that were unpublished to the end.
        self.taken: set[str] = set()
        self.cut_off = False
        self.log: list[str] = []

    def commit(self, wrong: str = "") -> str:
        """A new commit: another app, nginx image, configuration or renderer, an own app, or new content alone.

        ``wrong``: "tasks" that do not start, a "rendering" that fails.
        """
        self.number += 1
        name = f"{self.number:040x}"
        one = self.world.commits.get(state.live_release(), Commit("a" * 40, "b" * 40, "conf 0"))
        one = one._replace(bad=wrong == "tasks", broken=wrong == "rendering", posts=one.posts | {f"post {self.number}"})
        # Half of all are of content alone, which is another folder for each commit.
        if one.bad or self.random.random() < 0.5:
            one = self._other_parts(one)
        if one.broken:
            one = one._replace(renderer=one.renderer or "c" * 40)
        self.world.commits[name] = one
        return name

    def _other_parts(self, one: Commit) -> Commit:
        if one.bad or self.random.random() < 0.6:
            one = one._replace(app=f"{self.number:012x}".ljust(40, "a"))
        if self.random.random() < 0.3:
            one = one._replace(nginx=f"{self.number:012x}".ljust(40, "b"))
        if self.random.random() < 0.4:
            one = one._replace(text=f"conf {self.number}")
        if self.random.random() < 0.4:
            one = one._replace(renderer=self.random.choice(["", "c" * 40, f"{self.number:012x}".ljust(40, "c")]))
        return one

    def push(self) -> None:
        """A push as git sees it: `main` moves when the hook has said yes, unless git dies before."""
        wrong = self.random.choices(["", "tasks", "rendering"], [6, 1, 1])[0]
        commit, main = self.commit(wrong), self.world.main
        stale = self.random.random() < 0.1
        self.log.append(f"push {commit[-3:]} wrong={wrong} stale={stale}")
        try:
            release_main.go(commit, "ada", "push", main="f" * 40 if stale else main)
        except REFUSALS:
            assert state.live_release() != commit
            assert wrong or stale or self.world.full
            return
        assert not wrong
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
        except REFUSALS:
            assert not expected or self.world.full
            return
        assert state.live_release() == expected

    def unpublish(self) -> None:
        """Take back a post of the live release, or one that only an earlier release has, or none that there is."""
        posts = sorted(set().union(*(self.world.posts(one) for one in self.stack)) or {"none"})
        post = self.random.choice(posts)
        self.log.append(f"unpublish {post}")
        known = any(post in self.world.posts(one) for one in [state.live_release(), *unpublish_main.older()])
        self.cut_off = True
        try:
            unpublish_main.go("ada", post)
        except REFUSALS:
            assert not known or self.world.full
            self.cut_off = self.world.full
            return
        assert known
        self.taken.add(post)
        assert self.world.gone(post)
        self.stack, self.cut_off = [state.live_release()], False

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
            images.patch(server.Server())
        except REFUSALS:
            assert world.offline or world.full or world.base in world.bad_bases
        finally:
            # What is pushed from here on must start; the registry has a good one again.
            world.base += world.base in world.bad_bases
            world.offline = False
        assert state.live_release() == before

    def harm(self) -> None:
        what = self.random.choice(list(HARMS))
        self.log.append(f"harm {what}")
        HARMS[what](self.world, self.random)

    def follow(self, listed: list[str]) -> None:
        """Bring the model's account up to what is live now: at most one switch further."""
        live = state.live_release()
        # Where `unpublish` was cut off it may have ended the list, or not.
        if self.cut_off and listed == [live]:
            self.stack = [live]
        self.cut_off = False
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
        """All six sources name one release, and no post that was taken back is anywhere."""
        live = state.live_release()
        assert state.read_intent() is None
        assert self.world.main == live
        if not live:
            return
        one = self.world.commits[live]
        name = content.name_of(live)
        assert bool(name) == bool(one.renderer)
        assert not content.is_due(name)
        assert self.world.shown() == (live, one.app[:12], name)
        image = patches.name_of(f"freehold.invalid/nginx:{one.nginx}")
        assert self.world.nginx == (image, one.text)
        assert content.is_shown(name)
        assert not list(places.STATE.glob("render.*"))
        assert not conf.RELOAD_DUE.exists()
        listed = records.history(records.read())
        self.follow(listed)
        assert listed == self.stack
        if taken := self.world.taken.get(live):
            self.taken.add(taken)
        assert [post for post in self.taken if not self.world.gone(post)] == []

    def step(self) -> None:
        self.world.full = self.random.random() < 0.1
        self.world.points_left = self.random.randrange(60) if self.random.random() < 0.4 else None
        deeds = [self.push, self.rollback, self.unpublish, self.upkeep, self.harm]
        deed = self.random.choices(deeds, [6, 3, 2, 2, 2])[0]
        try:
            deed()
        except Killed:
            self.log.append("killed")
        self.world.points_left, self.world.full = None, False
        if deed != self.harm or self.random.random() < 0.7:
            self.repair()
            self.agree()
