"""Folders of nginx' configuration."""

from __future__ import annotations

from pathlib import Path

import pytest
from commits import Commit
from world import World

from release import conf, release_main, server, stack


def folder(path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text)
    return path


def nginx(image: str, **more: object) -> dict[str, object]:
    return {"image": image, "volumes": [{"type": "bind", "source": conf.LEGACY, "target": "/etc/nginx/conf.d"}], **more}


def test_each_specification_of_nginx_has_a_folder_of_its_own() -> None:
    one = conf.folder_of(nginx("a"))
    assert one == conf.folder_of(nginx("a"))
    assert len({one, conf.folder_of(nginx("b")), conf.folder_of(nginx("a", user="33:33"))}) == 3
    assert conf.mounted(nginx("a"), one)["volumes"][0]["source"] == str(one)


def test_the_mounted_folder_stays_and_has_the_files_of_the_other(state: Path) -> None:
    old = folder(state / "conf-1", {"a.conf": "1", "gone.conf": "1", "x/y.inc": "1", "file": "1"})
    new = folder(state / "new", {"a.conf": "2", "x/z.inc": "2", "file/inside": "2"})
    handle = old.stat().st_ino
    conf.place(new, old)
    assert old.stat().st_ino == handle
    assert conf.files_of(old) == {"a.conf": b"2", "x/z.inc": b"2", "file/inside": b"2"}
    assert conf.same(old, new)
    assert not conf.same(old, state / "nowhere")
    assert [path.name for path in state.iterdir() if "conf" in path.name] == ["conf-1"]


def test_only_another_nginx_is_a_gap() -> None:
    old = {"services": {"app": {"image": "a"}, "nginx": {"image": "n"}}}
    assert not stack.replaces_nginx(old, {"services": {"app": {"image": "b"}, "nginx": {"image": "n"}}})
    assert stack.replaces_nginx(old, {"services": {"app": {"image": "a"}, "nginx": {"image": "m"}}})
    assert not stack.replaces_nginx(None, old)


def test_an_nginx_that_started_without_files_reads_them_when_they_are_back(monkeypatch: pytest.MonkeyPatch) -> None:
    world, commit = World(monkeypatch), "1" * 40
    world.commits[commit] = Commit("a" * 40, "b" * 40, "conf 1")
    release_main.go(commit, "ada", "push", main="")
    (world.folder() / "site.conf").unlink()
    # Killed, and not running yet at the moment at which the repair looks.
    world.read_conf()
    monkeypatch.setattr(stack, "mounted_folders", set)
    monkeypatch.setattr(server, "await_tasks", lambda _: None)
    assert world.nginx[1] == ""
    server.Server().show(commit)
    assert world.nginx[1] == "conf 1"
    assert not conf.RELOAD_DUE.exists()
