"""What the hook tells an author whose release was killed: what the repair has made of it, not that it was rejected."""

from __future__ import annotations

import subprocess

import pytest

from release import receive_main

OLD, NEW = "1" * 40, "2" * 40


@pytest.mark.parametrize(
    ("status", "main", "settles", "report"),
    [
        (0, NEW, False, "ok refs/heads/main"),
        (1, OLD, False, "ng refs/heads/main hook declined"),
        (-9, NEW, True, "ok refs/heads/main"),
        (137, NEW, True, "ok refs/heads/main"),
        (-9, OLD, True, "ng refs/heads/main hook declined"),
    ],
)
def test_a_killed_release_is_settled_before_anything_is_said(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    status: int,
    main: str,
    settles: bool,
    report: str,
) -> None:
    ran: list[str] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        ran.append(command[2].rpartition("/")[2])
        return subprocess.CompletedProcess(command, status if command[-1] == OLD else 0)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(receive_main, "take", lambda *_: True)
    done = subprocess.CompletedProcess([], 0, f"{main}\n".encode())
    monkeypatch.setattr(receive_main, "_git", lambda *_: done)
    assert receive_main.answer(f"{OLD} {NEW} refs/heads/main") == report
    assert ran == ["release", *(["settle"] if settles else [])]
    said = capsys.readouterr().err
    assert said.startswith("FH-RELEASE-KILLED: ") == settles
    if settles:
        assert ("and is live" in said) == (main == NEW)
