"""Whether there is a newer Freehold: read from a real repository of tags; nothing where no URL is set."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from upkeep import newer
from upkeep.newer import Newer, known, later_than


def listing(*names: str) -> str:
    return "".join(f"{'1' * 40}\trefs/tags/{name}\n" for name in names)


def test_versions_are_compared_as_numbers() -> None:
    tags = listing("v0.1.0", "v0.10.0", "v0.9.1", "v0.2", "v1.0.0-rc1", "x0.3.0", "v00.0.0^{}", "v99999.0.0")
    assert later_than("0.1.0", tags) == ["0.9.1", "0.10.0"]
    assert later_than("0.10.0", tags) == later_than("unknown", tags) == []


@pytest.mark.parametrize(
    ("asked", "found", "expected"),
    [
        ({"url": "u", "version": "0.1.0"}, {"version": "0.2.0", "security": ""}, Newer("0.2.0", "")),
        ({"url": "u", "version": "0.1.0"}, {"version": "0.2.0", "security": "x" * 300}, Newer("0.2.0", "x" * 200)),
        # `up` brought it.
        ({"url": "u", "version": "0.2.0"}, {"version": "0.2.0"}, None),
        # Turned off.
        ({"version": "0.1.0"}, {"version": "0.2.0"}, None),
        (None, {"version": "0.2.0"}, None),
        ({"url": "u", "version": "0.1.0"}, {}, None),
        ({"url": "u", "version": "0.1.0"}, {"version": "9.9.9; rm"}, None),
        ([], [], None),
    ],
)
def test_what_is_shown(asked: object, found: object, expected: Newer | None) -> None:
    assert known(asked, found) == expected


def git(folder: Path, *words: str) -> None:
    user = ["-c", "user.name=A", "-c", "user.email=a@b.test", "-c", "tag.gpgSign=false"]
    subprocess.run(["git", "-C", str(folder), *user, *words], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with three versions, of which the second names a security fix; asked by plain git."""
    source = tmp_path / "source"
    source.mkdir()
    git(source, "init", "--quiet")
    git(source, "config", "uploadpack.allowFilter", "true")
    for version, text in (
        ("v0.1.0", "First"),
        ("v0.2.0", "Second\n\nSecurity: FH-2, a push could write outside of its folder"),
        ("v0.3.0", "Third: no security fix"),
    ):
        git(source, "commit", "--quiet", "--allow-empty", "-m", version)
        git(source, "tag", "-a", version, "-m", text)
    monkeypatch.setattr(newer, "ASKED", str(tmp_path / "asked.json"))
    monkeypatch.setattr(newer, "AS_NOBODY", ())
    monkeypatch.setattr(newer, "HTTPS", ())
    monkeypatch.setattr("os.chown", lambda *_: None)
    monkeypatch.setattr("release.processes.enter", lambda _: None)
    return source


def ask(tmp_path: Path, **asked: str) -> str:
    (tmp_path / "asked.json").write_text(json.dumps(asked))
    return newer.look()


def test_tags_are_looked_up_and_their_annotations_read(repository: Path, tmp_path: Path) -> None:
    url = f"file://{repository}"
    assert ask(tmp_path, url=url, version="0.1.0") == "Freehold 0.3.0 exists"
    assert newer.now() == Newer("0.3.0", "FH-2, a push could write outside of its folder")
    assert ask(tmp_path, url=url, version="0.2.0") == "Freehold 0.3.0 exists"
    assert newer.now() == Newer("0.3.0", "")
    assert ask(tmp_path, url=url, version="0.3.0") == ""
    assert newer.now() is None


def test_no_answer_leaves_the_last_one_and_no_url_forgets_it(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(tmp_path, url=f"file://{repository}", version="0.2.0")
    assert ask(tmp_path, url=f"file://{repository}-away", version="0.2.0") == ""
    assert "FH-NEWER-LOOK" in capsys.readouterr().out
    assert newer.now() == Newer("0.3.0", "")
    assert ask(tmp_path, version="0.2.0") == ""
    assert not newer.FOUND.exists()


def test_only_https_is_asked(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(newer, "AS_NOBODY", ())
    monkeypatch.setattr("release.processes.enter", lambda _: None)
    assert newer._git(str(tmp_path), "ls-remote", f"file://{repository}") is None
