"""The words of `backup`: one at a time, nothing left behind, one sentence where it fails."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from backup import backup_main
from release.places import RUN, STATE
from shared.errors import UserError
from shared.locks import held


@pytest.fixture(autouse=True)
def no_umask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "umask", lambda _: 0o022)


def folders() -> list[Path]:
    return list(STATE.glob("backup.*.d"))


def fails(folder: Path) -> str:
    (folder / "half").write_text("x")
    raise UserError("FH-BACKUP-UPLOAD", "the backup was not taken")


def test_what_fails_is_one_sentence_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (STATE / "backup.killed.d").mkdir()
    monkeypatch.setattr(backup_main, "nightly", fails)
    assert backup_main.main(["nightly"]) == 1
    assert capsys.readouterr().err == "FH-BACKUP-UPLOAD: the backup was not taken\n"
    assert folders() == []


def test_one_at_a_time(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(backup_main, "nightly", fails)
    (STATE / "backup.other.d").mkdir()
    with held(RUN / "backup.lock", 0):
        assert backup_main.main(["nightly"]) == 1
    assert capsys.readouterr().err.startswith("FH-BACKUP-BUSY: ")
    # The other one's.
    assert [path.name for path in folders()] == ["backup.other.d"]


def test_a_full_disk_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def full(_: Path) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup_main, "nightly", full)
    assert backup_main.main(["nightly"]) == 1
    assert capsys.readouterr().err == "FH-BACKUP-STEP: [Errno 28] No space left on device\n"
    assert folders() == []


@pytest.mark.parametrize("words", [[], ["create", "x"], ["pretend"], ["take", "alone", "x"], ["status"]])
def test_other_words_are_none(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert backup_main.main(words) == 2
    assert "usage: backup create" in capsys.readouterr().err


def test_a_record_comes_by_the_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    text = '{"at": "2026-11-25T08:00:00Z", "bytes": 5, "release": "' + "1" * 40 + '"}'
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    assert backup_main.main(["done"]) == 0
    assert (STATE / "backup.json").exists()
