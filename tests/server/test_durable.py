"""What is written before it is named: a power cut after the name finds all of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from release import conf, places, prepare, reuse
from release.prepare import Release
from shared.durable import sync_tree


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each file or folder that was written through, and each rename, in their order."""
    seen: list[str] = []
    rename = os.rename
    monkeypatch.setattr(os, "fsync", lambda handle: seen.append(Path(f"/proc/self/fd/{handle}").readlink().name))

    def renamed(source: Path, target: Path) -> None:
        seen.append(f"{Path(source).name} -> {Path(target).name}")
        rename(source, target)

    monkeypatch.setattr(os, "rename", renamed)
    monkeypatch.setattr(os, "replace", renamed)
    return seen


def tree(folder: Path) -> Path:
    (folder / "more").mkdir(parents=True)
    (folder / "site.conf").write_text("a")
    (folder / "more/b.conf").write_text("b")
    (folder / "link").symlink_to("/etc/hostname")
    return folder


def test_every_file_and_its_name(done: list[str], tmp_path: Path) -> None:
    sync_tree(tree(tmp_path / "conf"))
    assert done == ["site.conf", "b.conf", "more", "conf"]


def test_nginx_files_are_on_the_disk_before_they_replace_others(done: list[str], tmp_path: Path) -> None:
    source = tree(tmp_path / "source")
    (source / "link").unlink()
    conf.place(source, tmp_path / "conf-1")
    assert done == [
        *("site.conf", "b.conf", "more", "conf-1.new"),
        *("more -> more", "site.conf -> site.conf", "conf-1"),
    ]


def test_a_prepared_release_is_on_the_disk_before_it_has_its_name(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    places.RELEASES.mkdir()
    commit = "1" * 40
    monkeypatch.setattr(prepare, "weigh", lambda commit: Release(commit, "a" * 40, "b" * 40, "c" * 40))
    monkeypatch.setattr(reuse, "inputs", lambda *_: "inputs")
    monkeypatch.setattr(reuse, "take_over", lambda _text, fresh: (fresh / "conf/site.conf").write_text("x") > 0)
    prepare.prepare(commit)
    assert sorted(done[:-3]) == ["conf", "conf.sha256", "inputs", "release.json", "renderer", "site.conf"]
    assert done[-3:] == [f"{commit}.new", f"{commit}.new -> {commit}", "releases"]
