"""When upkeep runs, by a stepped clock, and what it remembers."""

from __future__ import annotations

import contextlib
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from life import Run as Life
from weeks import made_of, two_releases

from release import patches, records, release_main, state
from release.places import LIBRARY
from release.steps import Refused
from upkeep import upkeep_main, window
from upkeep.images import RolledBack
from upkeep.window import Run, is_due, trouble


@pytest.fixture
def life(monkeypatch: pytest.MonkeyPatch) -> Life:
    return two_releases(monkeypatch)


BEGIN = datetime(2026, 11, 29, 3, 40, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("now", "before", "well", "due"),
    [
        ("2026-11-29T03:30:00+00:00", "well", 1, True),
        ("2026-11-29T04:00:00+00:00", "well", 1, True),
        ("2026-11-30T03:30:00+00:00", "well", 1, False),
        ("2026-11-30T03:30:00+00:00", "failed", 1, True),
        ("2026-11-30T03:30:00+00:00", "begun", 1, True),
        # What did not start well would not tomorrow either: next Sunday.
        ("2026-11-30T03:30:00+00:00", "refused", 9, False),
        ("2026-12-06T03:30:00+00:00", "refused", 9, True),
        ("2026-12-01T03:30:00+00:00", "well", 7, False),
        ("2026-12-01T03:30:00+00:00", "well", 7.6, True),
        ("2026-12-01T03:30:00+00:00", "", None, True),
        # The timer came late, past midnight UTC.
        ("2026-11-30T03:29:00+00:00", "well", 1, True),
    ],
)
def test_when_it_is_due(now: str, before: str, well: float | None, due: bool) -> None:
    moment = datetime.fromisoformat(now)
    ended = None if well is None else moment - timedelta(days=well)
    assert is_due(moment, "Sun 03:30", Run("", before) if before else None, ended) == due


@pytest.mark.parametrize("bad_windows", [set(), {1}])
@pytest.mark.parametrize("published", range(7))
def test_a_tree_that_never_changes_is_patched_within_eight_days(
    life: Life, monkeypatch: pytest.MonkeyPatch, published: int, bad_windows: set[int]
) -> None:
    """A stepped clock: three weeks of nights; a security update comes out on one day; one window finds no mirror."""
    nights = [BEGIN + timedelta(days=day) for day in range(21)]
    passed: list[datetime] = [BEGIN]

    def now() -> float:
        return passed[-1].timestamp()

    monkeypatch.setattr("time.time", now)
    monkeypatch.setattr(upkeep_main, "session", contextlib.nullcontext)
    monkeypatch.setattr(upkeep_main, "bring_back", release_main.boot)
    monkeypatch.setattr(upkeep_main, "host", lambda: "")
    monkeypatch.setattr(upkeep_main, "REBOOT", Path("/nowhere"))
    monkeypatch.setattr(window, "WINDOW", "/nowhere")
    window.note(Run("2026-11-22T03:30:00Z", "well"))
    windows = 0
    for night in nights:
        passed.append(night)
        if window.due_now():
            life.world.offline = windows in bad_windows
            windows += 1
            upkeep_main.run()
        if made_of(life)[0][1] == 2:
            # It came out after that night's window.
            assert night - nights[published] <= timedelta(days=8)
            assert window.last() == Run(state.utc(night.timestamp()), "well", "renderer, app, nginx: newer nginx")
            assert records.read()[-1].how == "upkeep"
            return
        if night == nights[published]:
            life.world.version = 2
    raise AssertionError("it was never patched")


def test_each_part_is_done_whichever_failed_before_it() -> None:
    def fail() -> str:
        raise Refused("FH-UPKEEP-PACKAGES: no (see above)")

    assert upkeep_main.in_turn([lambda: "", lambda: "nginx: newer nginx"]) == ("well", "nginx: newer nginx")

    def rolled_back() -> str:
        raise RolledBack("FH-RELEASE-START: no")

    assert upkeep_main.in_turn([lambda: "", rolled_back, lambda: "done"]) == ("refused", "FH-RELEASE-START: no")
    assert upkeep_main.in_turn([rolled_back, fail])[0] == upkeep_main.in_turn([fail, rolled_back])[0] == "failed"
    assert upkeep_main.in_turn([fail, lambda: "done", fail]) == (
        "failed",
        "FH-UPKEEP-PACKAGES: no; FH-UPKEEP-PACKAGES: no",
    )


def test_a_run_that_failed_or_was_cut_off_is_a_word_until_one_ends_well() -> None:
    assert trouble(None, BEGIN) == trouble(Run("", "well"), BEGIN) == ""
    assert trouble(Run("2026-11-29T03:30:00Z", "begun"), BEGIN) == ""
    assert trouble(Run("2026-11-28T03:30:00Z", "begun"), BEGIN).startswith("the last upkeep was cut off")
    assert trouble(Run("2026-11-28T03:30:00Z", "failed", "FH-X: no"), BEGIN).endswith("tried again tomorrow: FH-X: no")
    assert trouble(Run("2026-11-28T03:30:00Z", "refused", "FH-X: no"), BEGIN).endswith("in the next window: FH-X: no")


def test_a_damaged_memory_is_none(state: Path) -> None:
    for text in ("", "[]", "{}", '{"at": 1}'):
        (state / "upkeep.json").write_text(text)
        (state / "patches.json").write_text(text)
        assert (window.last(), patches.table()) == (None, {})


def test_the_timer_asks_and_the_operator_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def run(words: list[str], **_: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401
        started.append(words)
        return subprocess.CompletedProcess(words, 7)

    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr(window, "due_now", lambda: False)
    assert (upkeep_main.main(["due"]), started) == (0, [])
    assert upkeep_main.main([]) == 7
    assert started[0][1:] == [str(LIBRARY / "upkeep/upkeep"), "alone"]
    assert upkeep_main.main(["x"]) == 2
