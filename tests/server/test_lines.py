"""Killed at every line of the server's code that a push, a rollback, a repair and an unpublish come by: all agree.

From a seed (FREEHOLD_SEED): at which passage of the line, and where the first repair is killed, too. FREEHOLD_PART:
which part of an unpublish's lines (default: a quarter).
"""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from commits import Commit
from life import Run
from lines import killed_at, lines_of
from test_model import SEED, second_push

from release import git, release_main, rollback_main, server, unpublish_main
from release.steps import Refused
from release.transaction import recover

# Of the lines of an unpublish; those before the switch are a push's, too.
PART = float(os.environ.get("FREEHOLD_PART", "0.25"))
OLD, NEW, NEXT = "1" * 40, "2" * 40, "3" * 40
Scene = Callable[[], tuple[Run, Callable[[], None]]]


def push(commit: str, main: str) -> None:
    with contextlib.suppress(Refused):
        release_main.go(commit, "ada", "push", main=main)


def repair() -> None:
    """What `watch` starts: `site`, without its lock and the swarm."""
    server.sweep()
    release_main.boot()


def settle() -> None:
    """What the end of a push does, where its client still waits."""
    server.heal_live()
    recover(server.Server())


def expect_whole(run: Run) -> None:
    """The six sources agree, and the next push works."""
    run.agree()
    run.world.commits[NEXT] = Commit("e" * 40, "b" * 40, "conf 3")
    release_main.go(NEXT, "bob", "push", main=git.main_release())
    run.world.main = NEXT
    run.agree()


def sweep(scene: Scene, seed: int = SEED, part: float = 1.0) -> int:
    """Kill the scene's deed at each of its lines, or that part of them, from its beginning. Returns how many it met."""
    chance = random.Random(seed)
    _, deed = scene()
    met = lines_of(deed)
    for line in chance.sample(met, round(part * len(met))):
        run, deed = scene()
        # Half of the lines at their first passage, the others later where there is a later one.
        passes = chance.choice([0, 0, 1, 2])
        killed = killed_at(line, deed, passes)
        assert killed or passes > 0, line
        if killed and chance.random() < 0.5:
            settle()
        if chance.random() < 0.5:
            killed_at(chance.choice(met), repair)
        try:
            repair()
            expect_whole(run)
        except BaseException:
            print(f"killed at {line}, passage {passes}, seed {seed}")
            raise
    return len(met)


@pytest.mark.parametrize("kind", ["conf", "all", "bad"])
def test_killed_at_every_line_of_a_push(monkeypatch: pytest.MonkeyPatch, state: Path, kind: str) -> None:
    def scene() -> tuple[Run, Callable[[], None]]:
        run = second_push(monkeypatch, state, kind)
        run.stack = [OLD]
        return run, lambda: push(NEW, OLD)

    assert sweep(scene) > 100


def test_killed_at_every_line_of_a_rollback(monkeypatch: pytest.MonkeyPatch, state: Path) -> None:
    def scene() -> tuple[Run, Callable[[], None]]:
        run = second_push(monkeypatch, state, "all")
        push(NEW, OLD)
        run.world.main, run.stack = NEW, [OLD, NEW]
        return run, lambda: rollback_main.go("bob", "", NEW)

    assert sweep(scene) > 100


def test_killed_at_every_line_of_an_unpublish(monkeypatch: pytest.MonkeyPatch, state: Path) -> None:
    def scene() -> tuple[Run, Callable[[], None]]:
        run = second_push(monkeypatch, state, "content")
        run.world.commits[NEW] = run.world.commits[NEW]._replace(posts=frozenset({"x"}))
        push(NEW, OLD)
        run.world.main, run.stack, run.cut_off = NEW, [OLD, NEW], True
        return run, lambda: unpublish_main.go("ada", "x")

    assert sweep(scene, part=PART) > 100


def test_killed_at_every_line_of_a_repair(monkeypatch: pytest.MonkeyPatch, state: Path) -> None:
    chance = random.Random(SEED)
    scene_push = second_push(monkeypatch, state, "all")
    assert scene_push.world.main == OLD
    met = lines_of(lambda: push(NEW, OLD))
    where = chance.choice(met[len(met) // 3 :])

    def scene() -> tuple[Run, Callable[[], None]]:
        run = second_push(monkeypatch, state, "all")
        assert killed_at(where, lambda: push(NEW, OLD)), where
        run.world.images.clear()
        run.stack = [OLD]
        return run, repair

    assert sweep(scene) > 50
