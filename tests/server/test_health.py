"""What counts as a site that is not whole, and what the watchdog does about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from release.health import Facts, problems
from release.page import Seen
from watch.decision import action

LIVE, OTHER, APP = "1" * 40, "2" * 40, "a" * 12
ABOUT = f'{{"release":"{LIVE}","app":"{APP}","nginx":"{"b" * 12}"}}'
BOTH = ("blog_app", "blog_nginx")
WHOLE = Facts(live=LIVE, main=LIVE, about=ABOUT, seen=Seen(f"200 {APP}", ABOUT), expected=BOTH, services=BOTH)

# A change of the whole site, the codes it brings, and what `watch` does in the first five bad minutes.
NONE = ["nothing"] * 5
NOW = ["site", "site", "site", "nothing", "site"]
LATER = ["nothing", "nothing", "site", "site", "site"]
DOCKER = ["nothing", "nothing", "site", "site", "docker"]
TABLE: list[tuple[dict[str, object], list[str], list[str]]] = [
    ({}, [], NONE),
    ({"seen": Seen("200", ABOUT)}, [], NONE),
    ({"live": "", "main": "", "seen": Seen("", "")}, [], NONE),
    ({"live": "", "live_damaged": True, "about": ""}, ["FH-STATE-LIVE"], NOW),
    ({"main": OTHER}, ["FH-STATE-MAIN"], NOW),
    ({"main": OTHER, "at_work": True}, [], NONE),
    ({"intent": True, "main": OTHER}, ["FH-RELEASE-INTERRUPTED"], NOW),
    ({"live": "", "main": "", "intent": True}, ["FH-RELEASE-INTERRUPTED"], NOW),
    ({"services": ("blog_nginx",)}, ["FH-SERVICE-LOST"], NOW),
    ({"silent": ("blog_app",), "seen": Seen("502", ABOUT)}, ["FH-SERVICE-DOWN", "FH-APP-DOWN"], LATER),
    ({"missing_images": ("freehold.invalid/app:x",)}, ["FH-IMAGE-LOST"], NOW),
    ({"seen": Seen("200 " + "c" * 12, ABOUT)}, ["FH-PAGE-OTHER"], NOW),
    ({"seen": Seen(f"200 {APP}", ABOUT.replace(LIVE, OTHER))}, ["FH-PAGE-OTHER"], NOW),
    ({"about": ""}, ["FH-PAGE-OTHER"], NOW),
    ({"seen": Seen("curl: (7) refused", "")}, ["FH-PAGE-DOWN"], DOCKER),
    ({"docker": "Docker does not answer", "seen": Seen("", "")}, ["FH-DOCKER-DOWN", "FH-PAGE-DOWN"], DOCKER),
    (
        {"docker": "no", "daemon_damaged": True, "seen": Seen("", "")},
        ["FH-DOCKER-CONFIG", "FH-DOCKER-DOWN", "FH-PAGE-DOWN"],
        ["config"] * 5,
    ),
    ({"damaged_records": 2}, ["FH-STATE-RECORDS"], NONE),
]


@pytest.mark.parametrize(
    ("change", "codes", "actions"), TABLE, ids=[", ".join(codes) or "whole" for _, codes, _ in TABLE]
)
def test_what_is_wrong_and_what_is_done(change: dict[str, object], codes: list[str], actions: list[str]) -> None:
    found = problems(replace(WHOLE, **change))  # type: ignore[arg-type]
    assert [one.code for one in found] == codes
    assert all(one.text and one.do for one in found)
    repairable = [one for one in found if one.repair != "never"]
    assert [action(repairable, port=True, minutes=minute) for minute in range(1, 6)] == actions


def test_a_repair_that_does_not_help_is_tried_ever_less_often() -> None:
    found = problems(replace(WHOLE, missing_images=("x",)))
    tried = [minute for minute in range(1, 41) if action(found, port=True, minutes=minute) == "site"]
    assert tried == [1, 2, 3, 5, 8, 10, 20, 30, 40]


def test_docker_is_restarted_in_the_second_minute_without_its_rule() -> None:
    assert [action([], port=False, minutes=minute) for minute in (1, 2)] == ["nothing", "docker"]
