"""Pushes, rollbacks, refusals, kills, full disks, lost images and damaged files in random order: the sources agree.

From a seed: FREEHOLD_SEED (default fixed) and FREEHOLD_MODEL_RUNS (default 40) say which runs there are;
a failure names its seed.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest
from commits import Commit
from life import Run
from world import Killed

from release import release_main
from release.server import Server
from release.steps import Refused
from release.transaction import recover

SEED = int(os.environ.get("FREEHOLD_SEED", "20261125"))
RUNS = int(os.environ.get("FREEHOLD_MODEL_RUNS", "40"))
STEPS = 12


@pytest.mark.parametrize("seed", range(SEED, SEED + RUNS))
def test_whatever_happens_the_sources_agree_after_the_repair(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    run = Run(monkeypatch, seed)
    try:
        for _ in range(STEPS):
            run.step()
    except BaseException:
        print(f"seed {seed}:", *run.log, sep="\n  ")
        raise


@pytest.mark.parametrize("kind", ["app", "nginx", "conf", "all", "bad", "content", "renderer", "own", "rendered"])
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
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    run = Run(patch, 1)
    rendered = "e" * 40 if kind in ("content", "renderer", "own", "all") else ""
    run.world.commits["1" * 40] = Commit("a" * 40, "b" * 40, "conf 1", renderer=rendered)
    release_main.go("1" * 40, "ada", "push", main="")
    run.world.main = "1" * 40
    run.world.commits["2" * 40] = Commit(
        ("a" if kind in ("nginx", "conf", "content", "renderer") else "c") * 40,
        ("d" if kind in ("nginx", "all") else "b") * 40,
        "conf 2" if kind in ("conf", "all", "bad") else "conf 1",
        kind == "bad",
        {"renderer": "f" * 40, "own": "", "rendered": "e" * 40}.get(kind, rendered),
    )
    return run
