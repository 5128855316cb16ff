"""One server's life in the model: pushes, rollbacks, posts taken back, harm, kills and repairs in random order."""

from __future__ import annotations

import random

import pytest
from account import Account
from commits import Commit
from harm import HARMS
from world import Killed, World

from release import release_main, rollback_main, server, state, unpublish_main
from release.steps import Refused
from shared.errors import UserError
from upkeep import images

REFUSALS = (Refused, UserError, OSError)


class Run(Account):
    """One server's life."""

    def __init__(self, patch: pytest.MonkeyPatch, seed: int) -> None:
        super().__init__(World(patch))
        self.random = random.Random(seed)
        self.number = 0
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
