"""Lock files of a dead git: removed before a release, so that no push is told "rejected" of what went live."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from commits import Commit
from world import World

from release import git, release_main
from release.prepare import Release

LOCKS = ("refs/heads/main.lock", "refs/freehold/kept/x.lock", "packed-refs.lock", "HEAD.lock", "shallow.lock")


def _git(repository: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.invalid", "-C", str(repository), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_git_moves_main_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _git(tmp_path, "init", "-q", "--bare")
    commit = _git(tmp_path, "commit-tree", "-m", "one", _git(tmp_path, "hash-object", "-t", "tree", "-w", "/dev/null"))
    for name in LOCKS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    with pytest.raises(subprocess.CalledProcessError):
        _git(tmp_path, "update-ref", git.MAIN, commit)
    monkeypatch.setattr(git, "REPOSITORY", str(tmp_path))
    monkeypatch.setattr(git, "AS_AUTHOR", ())
    git.clear_locks()
    assert list(tmp_path.rglob("*.lock")) == []
    _git(tmp_path, "update-ref", git.MAIN, commit)
    assert _git(tmp_path, "rev-parse", git.MAIN) == commit


def test_they_are_gone_before_a_release_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(monkeypatch)
    world.commits["1" * 40] = Commit("a" * 40, "b" * 40, "conf")
    world.stale_lock = True
    found: list[bool] = []

    def ready(commit: str) -> Release:
        found.append(world.stale_lock)
        return world.build(commit)

    monkeypatch.setattr(release_main, "get_ready", ready)
    release_main.go("1" * 40, "ada", "push", main="")
    assert found == [False]
