"""What `watch` counts from one minute to the next."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_health import WHOLE

from release.facts import Facts
from watch import watch_main


def minutes(monkeypatch: pytest.MonkeyPatch, helps: bool) -> list[str]:
    """Five minutes, in each of which an image is lost anew or still. Returns what was started."""
    started: list[str] = []
    lost = replace(WHOLE, missing_images=("x",))
    now: list[Facts] = []

    def start(what: str, _reasons: str) -> None:
        if what != "nothing":
            started.append(what)
            now[:] = [WHOLE if helps else lost]

    for name in ("limit_work", "keep_rules", "keep_disk"):
        monkeypatch.setattr(watch_main, name, lambda: None)
    monkeypatch.setattr(watch_main, "own_address", lambda: "")
    monkeypatch.setattr(watch_main, "port_is_open", lambda: True)
    monkeypatch.setattr(watch_main, "keep_config", lambda facts: facts)
    monkeypatch.setattr(watch_main, "gather", lambda _: now[0])
    monkeypatch.setattr(watch_main, "repair", start)
    for _ in range(5):
        now[:] = [lost]
        watch_main.main()
    return started


def test_a_repair_that_helped_is_tried_at_once_when_something_breaks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert minutes(monkeypatch, helps=True) == ["site"] * 5


def test_one_that_did_not_help_is_not_tried_each_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    assert minutes(monkeypatch, helps=False) == ["site"] * 4
