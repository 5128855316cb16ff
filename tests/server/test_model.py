"""Pushes, rollbacks, refusals, kills, full disks, lost images and damaged files in random order: the sources agree.

From a seed: FREEHOLD_SEED (default fixed) and FREEHOLD_MODEL_RUNS (default 40) say which runs there are;
a failure names its seed.
"""

from __future__ import annotations

import contextlib
import os
import random
from pathlib import Path

import pytest
from world import Killed, World

from release import conf, places, records, release_main, rollback_main, server, state
from release.server import Server
from release.steps import Refused
from release.transaction import recover
from shared.errors import UserError

SEED = int(os.environ.get("FREEHOLD_SEED", "20261125"))
RUNS = int(os.environ.get("FREEHOLD_MODEL_RUNS", "40"))
STEPS = 12


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
        """A new commit: with another app, another nginx image, another configuration, or none of them."""
        self.number += 1
        name = f"{self.number:040x}"
        live = state.live_release()
        app, nginx, text, _ = self.world.commits.get(live, ("a" * 40, "b" * 40, "conf 0", False))
        if bad or self.random.random() < 0.6:
            app = f"{self.number:012x}".ljust(40, "a")
        if self.random.random() < 0.3:
            nginx = f"{self.number:012x}".ljust(40, "b")
        if self.random.random() < 0.4:
            text = f"conf {self.number}"
        self.world.commits[name] = (app, nginx, text, bad)
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

    def harm(self) -> None:
        """What happens to a server between releases."""
        what = self.random.choice(["images", "live", "records", "intent", "service", "folder", "conf"])
        self.log.append(f"harm {what}")
        if what == "images":
            self.world.images.clear()
        elif what == "live" and state.live_release():
            text = self.random.choice(["", "garbage", "0" * 39, None])
            _damage(places.STATE / "live", text)
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
            _damage(self.random.choice([self.world.folder(), live]) / "site.conf", self.random.choice(["", None]))
        elif (folder := places.RELEASES / state.live_release() / "stack.json").exists():
            folder.write_text("")

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
        app, nginx, text, _ = self.world.commits[live]
        assert self.world.shown() == (live, app[:12])
        assert self.world.nginx == (f"freehold.invalid/nginx:{nginx}", text)
        assert not conf.RELOAD_DUE.exists()
        listed = records.read()
        assert records.history(listed)[-1] == live
        self.follow()
        assert records.history(listed) == self.stack

    def step(self) -> None:
        self.world.full = self.random.random() < 0.1
        self.world.points_left = self.random.randrange(60) if self.random.random() < 0.4 else None
        deed = self.random.choices([self.push, self.rollback, self.harm], [6, 3, 2])[0]
        try:
            deed()
        except Killed:
            self.log.append("killed")
        self.world.points_left, self.world.full = None, False
        if deed != self.harm or self.random.random() < 0.7:
            self.repair()
            self.agree()


def _damage(path: Path, text: str | None) -> None:
    """Give a file that content, or remove it, where there is its folder."""
    if text is None:
        path.unlink(missing_ok=True)
    elif path.parent.is_dir():
        path.write_text(text)


@pytest.mark.parametrize("seed", range(SEED, SEED + RUNS))
def test_whatever_happens_the_sources_agree_after_the_repair(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    run = Run(monkeypatch, seed)
    try:
        for _ in range(STEPS):
            run.step()
    except BaseException:
        print(f"seed {seed}:", *run.log, sep="\n  ")
        raise


@pytest.mark.parametrize("kind", ["app", "nginx", "conf", "all", "bad"])
def test_killed_at_every_point_of_a_push(monkeypatch: pytest.MonkeyPatch, state: Path, kind: str) -> None:
    for moment in range(200):
        run = second_push(monkeypatch, state, kind)
        run.world.kill_at(moment)
        with contextlib.suppress(Killed, *([Refused] if kind == "bad" else [])):
            release_main.go("2" * 40, "ada", "push", main="1" * 40)
        if run.world.spared():
            # Never killed: the moment lies behind the last point.
            assert moment > 10
            return
        recover(Server())
        run.stack = ["1" * 40]
        release_main.boot()
        run.agree()
    raise AssertionError("it never came through")


def second_push(patch: pytest.MonkeyPatch, state_folder: Path, kind: str) -> Run:
    """A server with one release, and a second commit that changes what ``kind`` says."""
    for path in sorted(state_folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    run = Run(patch, 1)
    run.world.commits["1" * 40] = ("a" * 40, "b" * 40, "conf 1", False)
    release_main.go("1" * 40, "ada", "push", main="")
    run.world.main = "1" * 40
    app = "a" if kind in ("nginx", "conf") else "c"
    nginx = "d" if kind in ("nginx", "all") else "b"
    run.world.commits["2" * 40] = (
        app * 40,
        nginx * 40,
        "conf 2" if kind in ("conf", "all", "bad") else "conf 1",
        kind == "bad",
    )
    return run
