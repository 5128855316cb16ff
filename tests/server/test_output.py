"""What the author's renderer may have written, and what becomes of it."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from release import output
from release.steps import Refused


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def _socket(folder: Path) -> None:
    os.mkfifo(folder / "pipe")


HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link to a file": (lambda f: (f / "x").symlink_to("/etc/shadow"), "'x' is neither a file nor a folder"),
    "a link to a folder": (lambda f: (f / "x").symlink_to("/etc"), "'x' is neither a file nor a folder"),
    "a pipe": (_socket, "'pipe' is neither a file nor a folder"),
    "a newline in a name": (lambda f: (f / "x\ny").write_text(""), "has a name with control characters"),
    "a name that is no UTF-8": (lambda f: Path(os.fsdecode(bytes(f) + b"/\xff")).write_text(""), "no UTF-8"),
    "a path that is too long": (lambda f: write(f, {"/".join(["a" * 200] * 6): ""}), "has a name with control"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_not_plain_is_refused(state: Path, kind: str) -> None:
    folder = write(state / "out", {"a/index.html": "x", "ä b.html": "y"})
    (folder / "b.html").hardlink_to(folder / "a/index.html")
    output.check(folder)
    harm, why = HOSTILE[kind]
    harm(folder)
    with pytest.raises(Refused, match=r"^FH-RENDER-OUTPUT: .*" + why):
        output.check(folder)


@pytest.mark.parametrize(("name", "limit"), [("MAX_FILES", 3), ("MAX_BYTES", 6)])
def test_the_size_is_limited(state: Path, monkeypatch: pytest.MonkeyPatch, name: str, limit: int) -> None:
    folder = write(state / "out", {"a": "123", "b/c": "456"})
    monkeypatch.setattr(output, name, limit)
    output.check(folder)
    write(folder, {"d": "7"})
    with pytest.raises(Refused, match="has more than"):
        output.check(folder)


def test_bytes_that_stay_keep_their_file_and_others_get_a_later_time(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owners: list[tuple[str, int, int]] = []
    monkeypatch.setattr("os.chown", lambda path, user, group, **_: owners.append((path.name, user, group)))
    first = write(state / "1", {"same": "s", "other": "1", "gone": "g", "deep/same": "d"})
    output.take(first, None, 1000)
    second = write(state / "2", {"same": "s", "other": "2", "new": "n", "deep/same": "d"})
    (second / "other").chmod(0o4777)
    # The clock was set back in between.
    output.take(second, first, 500)
    times = {str(path.relative_to(second)): int(found.st_mtime) for path, found in output.entries(second)}
    assert {name: times[name] for name in ("same", "other", "new", "deep/same")} == {
        "same": 1000,
        "other": 1001,
        "new": 500,
        "deep/same": 1000,
    }
    assert (second / "same").samefile(first / "same")
    assert (second / "deep/same").samefile(first / "deep/same")
    assert (first / "other").read_text() + (second / "other").read_text() == "12"
    assert stat.S_IMODE((second / "other").stat().st_mode) == 0o644
    assert ("other", 0, 0) in owners


def test_the_same_time_is_never_that_of_other_bytes(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.chown", lambda *_, **__: None)
    before: Path | None = None
    seen: dict[int, str] = {}
    for number in range(5):
        folder = write(state / str(number), {"page": f"text {number}"})
        output.take(folder, before, 1000)
        seen[int((folder / "page").stat().st_mtime)] = (folder / "page").read_text()
        before = folder
    assert len(seen) == 5


def test_each_new_file_is_on_the_disk_before_its_folder_has_a_name(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = write(state / "before", {"same.html": "x", "changed.html": "x"})
    folder = write(state / "out", {"same.html": "x", "changed.html": "y", "new.html": "z"})
    synced: list[str] = []
    monkeypatch.setattr("os.fsync", lambda handle: synced.append(Path(f"/proc/self/fd/{handle}").readlink().name))
    output.take(folder, before, 0)
    assert sorted(synced) == ["changed.html", "new.html"]


def names(folder: Path, *same: str) -> Path:
    (folder / "same.json").write_text(json.dumps(same))
    return folder


def test_what_is_named_as_the_same_is_linked(state: Path) -> None:
    before = write(state / "before", {"site/a/index.html": "x", "site/a/index.html.br": "b"})
    os.utime(before / "site/a/index.html", (5, 5))
    folder = names(write(state / "out", {"site/index.html": "y"}), "site/a/index.html", "site/a/index.html.br")
    output.join(folder, before)
    output.take(folder, before, 9)
    assert (folder / "site/a/index.html").samefile(before / "site/a/index.html")
    assert (folder / "site/a/index.html").stat().st_mtime == 5
    assert (folder / "site/a/index.html.br").read_text() == "b"
    assert not (folder / "same.json").exists()


@pytest.mark.parametrize(
    "name",
    [
        "site/../secret",
        "/etc/passwd",
        "secret",
        "site//a",
        "site/gone",
        "site/a",
        "site/new",
        "site/\0",
        "site/\ud800",
        "",
    ],
)
def test_nothing_else_is_linked(state: Path, name: str) -> None:
    before = write(state / "before", {"site/a/index.html": "x", "secret": "s", "site/new": "old"})
    folder = names(write(state / "out", {"site/new": "y"}), name)
    with pytest.raises(Refused, match=r"^FH-RENDER-OUTPUT: .*same\.json names"):
        output.join(folder, before)


@pytest.mark.parametrize("text", ["{}", "[1]", "x", '["site/a/index.html"]'])
def test_a_list_that_is_none_is_refused(state: Path, text: str) -> None:
    folder = write(state / "out", {"same.json": text})
    with pytest.raises(Refused, match=r"^FH-RENDER-OUTPUT: .*same\.json"):
        output.join(folder, None)
