"""The take-over of a machine of one's own (infra/targets/ssh/machine), below a folder.

Not modelled: users, units and sshd; the commands for them are noted.
"""

from __future__ import annotations

import io
import json
import pwd
import tarfile
from pathlib import Path
from typing import Any

import pytest

import take_over

Calls = list[tuple[str, ...]]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Give it a root, an sshd with a key, and commands that are only noted. No user is there."""
    calls: Calls = []

    def run(*words: str) -> str:
        calls.append(words)
        return "snapd.service masked disabled\n" if "list-unit-files" in words else ""

    def nobody(name: str) -> None:
        raise KeyError(name)

    monkeypatch.setattr(take_over, "ROOT", str(tmp_path))
    monkeypatch.setattr(take_over, "BEFORE", tmp_path / "var/lib/freehold-before")
    monkeypatch.setattr(take_over, "HOST_KEY", f"{tmp_path}/etc/ssh/ssh_host_ed25519_key")
    monkeypatch.setattr(take_over, "run", run)
    monkeypatch.setattr(pwd, "getpwnam", nobody)
    (tmp_path / "etc/ssh").mkdir(parents=True)
    (tmp_path / "etc/ssh/ssh_host_ed25519_key").write_text("former")
    (tmp_path / "etc/ssh/ssh_host_ed25519_key.pub").write_text("former pub")
    return calls


def document(**more: object) -> dict[str, Any]:
    """Return user-data with one file and no user."""
    file = {"path": "/etc/motd", "permissions": "0640", "content": "ours"}
    keys = {"ed25519_private": "new", "ed25519_public": "new pub"}
    return {"hostname": "x", "users": [], "write_files": [file], "ssh_keys": keys, "runcmd": [["true", "x"]], **more}


def take(monkeypatch: pytest.MonkeyPatch, **more: object) -> int:
    """Run it with this user-data."""
    text = json.dumps({"stack": "blog", "document": document(**more)})
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    return take_over.main()


def test_keeps_what_it_replaces(tmp_path: Path, machine: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "etc/motd").write_text("theirs")
    assert take(monkeypatch) == 0
    before = tmp_path / "var/lib/freehold-before"
    assert before.stat().st_mode & 0o777 == 0o700
    assert (before / "stack").read_text() == "blog\n"
    assert (before / "ssh_host_ed25519_key").read_text() == "former"
    assert (before / "masked").read_text() == "snapd.service\n"
    with tarfile.open(before / "files.tar") as tar:
        kept = tar.extractfile("etc/motd")
        assert kept is not None
        assert kept.read() == b"theirs"
        assert tar.getnames() == ["etc/motd"]
    assert (tmp_path / "etc/motd").read_text() == "ours"
    assert (tmp_path / "etc/motd").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "etc/ssh/ssh_host_ed25519_key").read_text() == "new"
    assert machine[-1] == ("true", "x")


def test_a_second_run_keeps_what_the_first_kept(
    tmp_path: Path, machine: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert take(monkeypatch) == 0
    assert take(monkeypatch) == 0
    assert (tmp_path / "var/lib/freehold-before/ssh_host_ed25519_key").read_text() == "former"
    assert machine.count(("true", "x")) == 2


def test_half_a_folder_of_a_run_that_was_killed_is_made_again(
    tmp_path: Path, machine: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = tmp_path / "var/lib/freehold-before.new"
    half.mkdir(parents=True)
    (half / "ssh_host_ed25519_key").write_text("half")
    assert take(monkeypatch) == 0
    assert not half.exists()
    assert (tmp_path / "var/lib/freehold-before/ssh_host_ed25519_key").read_text() == "former"
    assert machine


def test_the_host_key_comes_last(machine: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    user = {"name": "author", "gecos": "Authors", "shell": "/bin/sh", "homedir": "/srv/x", "no_create_home": True}
    assert take(monkeypatch, users=[user]) == 0
    words = [call[0] for call in machine]
    assert words.index("useradd") < words.index("sshd") < words.index("true")
    assert machine[words.index("useradd")] == (
        *("useradd", "--comment", "Authors", "--shell", "/bin/sh", "--user-group"),
        *("--home-dir", "/srv/x", "--no-create-home", "author"),
    )


def test_user_data_with_an_unknown_key_changes_nothing(
    tmp_path: Path, machine: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(monkeypatch, bootcmd=[]) == 1
    assert "bootcmd" in capsys.readouterr().err
    assert machine == []
    assert not (tmp_path / "var").exists()
