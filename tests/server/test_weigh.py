"""What a push may name as `main`: a commit of this repository, and nothing else that git can be made to send."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from release import git
from release.prepare import weigh
from release.steps import Refused


def _git(repository: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.invalid", "-C", str(repository), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize("kind", ["tag", "tree", "blob"])
def test_what_is_no_commit_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str) -> None:
    _git(tmp_path, "init", "-q", "--bare")
    blob = _git(tmp_path, "hash-object", "-t", "blob", "-w", "/dev/null")
    tree = _git(tmp_path, "hash-object", "-t", "tree", "-w", "/dev/null")
    # `git push server v1:main`: the first push of a tag with a message of its own.
    _git(tmp_path, "tag", "-a", "-m", "one", "v1", _git(tmp_path, "commit-tree", "-m", "one", tree))
    monkeypatch.setattr(git, "REPOSITORY", str(tmp_path))
    monkeypatch.setattr(git, "AS_AUTHOR", ())
    named = {"tag": _git(tmp_path, "rev-parse", "v1"), "tree": tree, "blob": blob}[kind]
    with pytest.raises(Refused, match=r"^FH-COMMIT-KIND: main names commits; .* git push server HEAD:main"):
        weigh(named)
