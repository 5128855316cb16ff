"""What counts as a site that is not whole, and what the watchdog does about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from release.facts import Facts, gather
from release.health import problems
from release.page import Seen
from release.units import UNITS, damaged_units
from watch.decision import action

LIVE, OTHER, APP = "1" * 40, "2" * 40, "a" * 12
ABOUT = f'{{"release":"{LIVE}","app":"{APP}","nginx":"{"b" * 12}"}}'
BOTH = ("blog_app", "blog_nginx")
WHOLE = Facts(live=LIVE, main=LIVE, about=ABOUT, seen=Seen((f"200 {APP}",), ABOUT), expected=BOTH, services=BOTH)
# A page that nginx serves itself, and the app behind it.
NAME = f"{LIVE}-0123abcd"
READ = Seen((f"200  {NAME}",), ABOUT, (f"200 {APP}",))

# A change of the whole site, the codes it brings, and what `watch` does in the first five bad minutes.
NONE = ["nothing"] * 5
NOW = ["site", "site", "site", "nothing", "site"]
LATER = ["nothing", "nothing", "site", "site", "site"]
FILES = ["files", "files", "files", "nothing", "files"]
DOCKER = ["nothing", "nothing", "site", "site", "docker"]
TABLE: list[tuple[dict[str, object], list[str], list[str]]] = [
    ({}, [], NONE),
    ({"seen": Seen(("200",), ABOUT)}, [], NONE),
    ({"live": "", "main": "", "seen": Seen((), "")}, [], NONE),
    ({"live": "", "live_damaged": True, "about": ""}, ["FH-STATE-LIVE"], NOW),
    ({"main": OTHER}, ["FH-STATE-MAIN"], NOW),
    ({"release_damaged": True}, ["FH-STATE-RELEASE"], NOW),
    ({"conf_damaged": True}, ["FH-STATE-CONF"], NOW),
    ({"conf_damaged": True, "at_work": True}, [], NONE),
    ({"conf_damaged": True, "intent": True}, ["FH-RELEASE-INTERRUPTED"], NOW),
    ({"main": OTHER, "at_work": True}, [], NONE),
    ({"intent": True, "main": OTHER}, ["FH-RELEASE-INTERRUPTED"], NOW),
    ({"live": "", "main": "", "intent": True}, ["FH-RELEASE-INTERRUPTED"], NOW),
    ({"services": ("blog_nginx",)}, ["FH-SERVICE-LOST"], NOW),
    ({"silent": ("blog_app",), "seen": Seen(("502",), ABOUT)}, ["FH-SERVICE-DOWN", "FH-APP-DOWN"], LATER),
    ({"missing_images": ("freehold.invalid/app:x",)}, ["FH-IMAGE-LOST"], NOW),
    ({"seen": Seen(("200 " + "c" * 12,), ABOUT)}, ["FH-PAGE-OTHER"], NOW),
    ({"seen": Seen((f"200 {APP}",), ABOUT.replace(LIVE, OTHER))}, ["FH-PAGE-OTHER"], NOW),
    ({"about": ""}, ["FH-PAGE-OTHER"], NOW),
    ({"seen": Seen((f"200 {APP}",), "<html>\n<head>404 Not Found\n")}, ["FH-PAGE-OTHER"], NOW),
    ({"seen": Seen(("curl: (7) refused",), "")}, ["FH-PAGE-DOWN"], DOCKER),
    ({"docker": "Docker does not answer", "seen": Seen((), "")}, ["FH-DOCKER-DOWN", "FH-PAGE-DOWN"], DOCKER),
    (
        {"docker": "no", "daemon_damaged": True, "seen": Seen((), "")},
        ["FH-DOCKER-CONFIG", "FH-DOCKER-DOWN", "FH-PAGE-DOWN"],
        ["config"] * 5,
    ),
    ({"damaged_units": (("freehold-watch.timer", "missing"),)}, ["FH-UNIT-DAMAGED"], FILES),
    ({"live": "", "main": "", "damaged_units": (("freehold-site.service", "missing"),)}, ["FH-UNIT-DAMAGED"], FILES),
    ({"daemon_damaged": True}, ["FH-DOCKER-CONFIG"], ["config-only"] * 5),
    ({"content": NAME, "seen": READ}, [], NONE),
    ({"content": NAME, "seen": replace(READ, pages=(f"200 {APP}",))}, [], NONE),
    ({"content": NAME, "seen": replace(READ, pages=(f"200  {OTHER}-12345678",))}, ["FH-PAGE-OTHER"], NOW),
    ({"content": NAME, "seen": replace(READ, apps=("200 " + "c" * 12,))}, ["FH-PAGE-OTHER"], NOW),
    ({"content": NAME, "seen": replace(READ, apps=("502",))}, ["FH-APP-DOWN"], LATER),
    ({"content": NAME, "seen": READ, "content_lost": True}, ["FH-CONTENT-LOST"], NOW),
    ({"content": NAME, "seen": READ, "content_due": "2026-12-01T08:00:00Z"}, ["FH-CONTENT-DUE"], NOW),
    ({"content": NAME, "seen": READ, "content_lost": True, "at_work": True}, [], NONE),
    ({"damaged_records": 2}, ["FH-STATE-RECORDS"], NONE),
]


@pytest.mark.parametrize(
    ("change", "codes", "actions"), TABLE, ids=[", ".join(codes) or "whole" for _, codes, _ in TABLE]
)
def test_what_is_wrong_and_what_is_done(change: dict[str, object], codes: list[str], actions: list[str]) -> None:
    found = problems(replace(WHOLE, **change))  # type: ignore[arg-type]
    assert [one.code for one in found] == codes
    assert all(one.text and one.do and "\n" not in one.text + one.do for one in found)
    repairable = [one for one in found if one.repair != "never"]
    assert [action(repairable, port=True, minutes=minute) for minute in range(1, 6)] == actions


def test_a_look_while_a_release_ends_is_taken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([1, 2, 2, 2])
    looks = iter([replace(WHOLE, main=OTHER), WHOLE])
    monkeypatch.setattr("release.facts._moment", lambda: (next(moments),))
    monkeypatch.setattr("release.facts._look", lambda _: next(looks))
    assert gather() == WHOLE


def test_one_that_never_stands_still_counts_as_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter(range(100))
    monkeypatch.setattr("release.facts._moment", lambda: (next(moments),))
    monkeypatch.setattr("release.facts._look", lambda _: replace(WHOLE, main=OTHER, seen=Seen(("502",), "")))
    facts = gather()
    assert facts.at_work
    assert problems(facts) == []


def test_a_repair_that_does_not_help_is_tried_ever_less_often() -> None:
    found = problems(replace(WHOLE, missing_images=("x",)))
    tried = [minute for minute in range(1, 41) if action(found, port=True, minutes=minute) == "site"]
    assert tried == [1, 2, 3, 5, 8, 10, 20, 30, 40]


def test_docker_is_restarted_in_the_second_minute_without_its_rule() -> None:
    assert [action([], port=False, minutes=minute) for minute in (1, 2)] == ["nothing", "docker"]


def shown(change: str = "", unit: str = "") -> str:
    """What `systemctl show` prints where all is well, and one unit's line changed."""
    good = "LoadState=loaded\nNeedDaemonReload=no\nUnitFileState=enabled\nActiveState=active"
    name = change.split("=", maxsplit=1)[0]
    bad = "\n".join(change if line.startswith(f"{name}=") else line for line in good.splitlines())
    return "\n\n".join(f"Id={one}\n{bad if one == unit else good}" for one in UNITS)


@pytest.mark.parametrize(
    ("change", "unit", "why"),
    [
        ("LoadState=not-found", "freehold-watch.service", "missing"),
        ("LoadState=bad-setting", "freehold-site.service", "damaged"),
        ("LoadState=error", "freehold-firewall.service", "damaged"),
        ("LoadState=masked", "freehold-tidy.timer", "empty or masked"),
        ("NeedDaemonReload=yes", "freehold-watch.service", "not the one that systemd has read"),
        ("UnitFileState=disabled", "freehold-site.service", "not enabled"),
        ("ActiveState=inactive", "freehold-watch.timer", "not running"),
    ],
)
def test_a_unit_that_does_not_do_its_work_is_named(change: str, unit: str, why: str) -> None:
    assert damaged_units(shown(change, unit)) == ((unit, why),)


def test_whole_units_and_a_silent_systemd_are_no_problem() -> None:
    assert damaged_units(shown()) == ()
    assert damaged_units(shown("ActiveState=inactive", "freehold-watch.service")) == ()
    assert damaged_units("") == ()
