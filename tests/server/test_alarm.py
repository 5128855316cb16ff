"""What the server says about itself: words of the lease, messages, and where they may go."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from alarm import alarm_main, gauges, lease, look
from alarm.gauges import DAY, Gauges, troubles
from alarm.look import line, refused
from alarm.post import parts_of, public
from alarm.state import SILENCE, Message, State, bad, due, from_data, looked, to_data, told
from alarm.word import Trouble, causes, of_problems
from certificate.plan import Have, Plan
from release.facts import Facts
from release.health import Problem
from release.records import Entry
from upkeep.newer import Newer
from upkeep.window import Run

PLAN = Plan(
    ("blog.example.org",),
    "192.0.2.7",
    "https://ca.test",
    "",
    False,
    "http://blog.example.org",
    "https://blog.example.org",
)
NOW = 1_800_000_000
WELL = Gauges(9000, 900_000, 300, None, None, 3 * DAY, NOW)
DISK = Trouble("disk", "700 MB free", "free some")


def certificate(**changes: int) -> Have:
    begins, ends = NOW - 60 * DAY, NOW + 30 * DAY
    times = {"begins": begins, "ends": ends, **changes}
    return Have(frozenset(PLAN.names), times["begins"], times["ends"], PLAN.server, "0" * 16)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, []),
        ({"disk_mb": 999}, ["disk"]),
        ({"inodes": 39_999}, ["inodes"]),
        ({"memory_mb": 31}, ["memory"]),
        ({"disk_mb": 5, "inodes": 5, "memory_mb": 5}, ["disk", "inodes", "memory"]),
        ({"checks": ("line 1: /: found status 404, expected 200",)}, ["check"]),
        ({"newer": Newer("0.2.0", "")}, []),
        ({"newer": Newer("0.2.0", "a push could write outside")}, ["version"]),
        ({"last_upkeep": Run("2027-01-15T07:00:00Z", "failed", "no mirror")}, ["upkeep"]),
        ({"last_upkeep": Run("2027-01-15T07:00:00Z", "failed", "no mirror"), "upkeep": 10 * DAY}, ["upkeep"]),
        ({"upkeep": None}, []),
        ({"upkeep": 9 * DAY}, []),
        ({"upkeep": 9 * DAY + 1}, ["upkeep"]),
        ({"plan": PLAN, "have": certificate()}, []),
        ({"plan": PLAN, "have": certificate(ends=NOW)}, ["certificate"]),
        # Of 90 days the last 30 are for the renewal: half of them are over 15 days before the end.
        ({"plan": PLAN, "have": certificate(begins=NOW - 74 * DAY, ends=NOW + 16 * DAY)}, []),
        ({"plan": PLAN, "have": certificate(begins=NOW - 76 * DAY, ends=NOW + 14 * DAY)}, ["certificate"]),
        ({"plan": PLAN, "upkeep": DAY}, []),
        ({"plan": PLAN, "upkeep": 3 * DAY}, ["certificate"]),
    ],
)
def test_what_is_not_well(changes: dict[str, Any], words: list[str]) -> None:
    assert [one.word for one in troubles(replace(WELL, **changes))] == words


def test_problems_of_the_site_have_public_words_once() -> None:
    codes = ["FH-DOCKER-DOWN", "FH-PAGE-DOWN", "FH-STATE-RECORDS", "FH-UNIT-DAMAGED", "FH-STATE-MAIN"]
    found = of_problems([Problem(code, f"text of {code}", "do") for code in codes])
    assert [(one.word, one.text) for one in found] == [
        ("page", "FH-DOCKER-DOWN: text of FH-DOCKER-DOWN"),
        ("config", "FH-UNIT-DAMAGED: text of FH-UNIT-DAMAGED"),
        ("release", "FH-STATE-MAIN: text of FH-STATE-MAIN"),
    ]


def test_a_check_is_no_message_of_its_own_while_the_page_is_away() -> None:
    page, check = Trouble("page", "no answer", ""), Trouble("check", "no answer", "")
    assert causes([page, check, DISK]) == [page, DISK]
    assert causes([check, DISK]) == [check, DISK]


def minutes(*each: list[Trouble]) -> tuple[list[list[str]], list[list[tuple[str, str]]]]:
    """Look once a minute, send everything; return the words and the messages of each minute."""
    state, words, messages = State(), [], []
    for number, found in enumerate(each):
        now = NOW + 60 * number
        state = looked(state, found, now)
        sent = due(state, now)
        state = told(state, sent, now)
        words.append(bad(state))
        messages.append([(one.kind, one.word) for one in sent])
    return words, messages


def test_one_message_and_the_all_clear() -> None:
    words, messages = minutes([], [DISK], [DISK], [DISK], [], [])
    assert words == [[], [], ["disk"], ["disk"], [], []]
    assert messages == [[], [], [("problem", "disk")], [], [("well", "disk")], []]


def test_what_the_watchdog_repairs_in_a_minute_is_no_news() -> None:
    assert minutes([DISK], [], [DISK], []) == ([[]] * 4, [[]] * 4)


def test_a_word_that_comes_and_goes_is_told_once_an_hour() -> None:
    coming = [[DISK], [DISK], []] * 40
    messages = [one for minute in minutes(*coming)[1] for one in minute]
    assert messages == [("problem", "disk"), ("well", "disk")] * 2


def test_a_message_that_was_not_taken_is_due_again() -> None:
    state = looked(looked(State(), [DISK], NOW), [DISK], NOW + 60)
    again = looked(told(state, [], NOW + 60), [DISK], NOW + 120)
    assert due(again, NOW + 120) == [Message("problem", "disk", DISK.text, DISK.do)]


def test_the_state_outlives_the_program_and_what_is_damaged_begins_anew() -> None:
    state = told(looked(State(), [DISK], NOW), [Message("problem", "disk", "x")], NOW)
    assert from_data(json.loads(json.dumps(to_data(state)))) == state
    rest: dict[str, Any] = {"release": "", "beat": 0}
    broken: list[Any] = [None, [], {}, {"words": {"disk": {"odd": 1}}, **rest}, {"words": [], **rest}]
    for damaged in broken:
        assert from_data(damaged) == State()
    # Forgotten once it is neither bad nor recent.
    assert (
        looked(replace(state, words={"disk": replace(state.words["disk"], open=False)}), [], NOW + SILENCE).words == {}
    )


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://ntfy.sh/topic", True),
        ("https://hooks.slack.test/services/T0/B0/x?y=1", True),
        ("http://ntfy.sh/topic", False),
        ("https://user:password@ntfy.sh/topic", False),
        ("https://ntfy.sh/topic#part", False),
        ("https://ntfy.sh:0/", False),
        ("https://ntfy.sh:99999/", False),
        ("https:///topic", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_where_a_message_may_go(url: str, taken: bool) -> None:
    try:
        parts_of(url)
    except ValueError:
        assert not taken
    else:
        assert taken


def test_only_addresses_of_the_internet_ipv4_first() -> None:
    private = ["127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "100.64.0.1", "0.0.0.0", "224.0.0.1"]
    private += ["::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "ff02::1"]
    assert public([*private, "2606:4700::1111", "1.1.1.1"]) == ["1.1.1.1", "2606:4700::1111"]


def entry(result: str, at: str) -> Entry:
    return Entry("1" * 40, "ada", "push", result, 7, at, "the build of app failed" if result == "refused" else "")


def test_a_refused_release_is_told_once() -> None:
    entries = [
        entry("refused", "2026-11-25T08:00:00Z"),
        entry("live", "2026-11-25T09:00:00Z"),
        entry("refused", "2026-11-25T10:00:00Z"),
    ]
    assert [one.text for one in refused(entries, "2026-11-25T08:00:00Z")] == [
        "release 111111111111 by ada was rejected: the build of app failed"
    ]


class World:
    """The edges of `look`: what systemctl, the network and the gauges would do."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, state: Path) -> None:
        self.sent: list[tuple[str, str]] = []
        self.reason = ""
        self.timers = 0
        self.gauges = WELL
        self.secrets = state / "secrets.json"
        monkeypatch.setattr(look, "SECRETS", str(self.secrets))
        monkeypatch.setattr(look, "post", self.post)
        monkeypatch.setattr(gauges, "read", lambda: self.gauges)
        monkeypatch.setattr(subprocess, "run", self.run)

    def post(self, url: str, data: dict[str, Any]) -> str:
        if not self.reason:
            self.sent.append((url, str(data["text"]).removeprefix(f"{data['site']}: ")))
        return self.reason

    def run(self, command: list[str], check: bool) -> None:
        assert (command, check) == (["systemctl", "restart", "freehold-lease.timer"], False)
        self.timers += 1


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, state: Path) -> World:
    return World(monkeypatch, state)


def served() -> tuple[bool, str]:
    words = lease.FOLDER / "words"
    return (lease.FOLDER / "ok").exists(), words.read_text(encoding="ascii")


def test_the_lease_is_written_each_minute(world: World) -> None:
    look.look(Facts(), [])
    assert (served(), world.timers) == ((True, "watch\n"), 1)
    world.gauges = replace(WELL, disk_mb=1, memory_mb=1)
    look.look(Facts(), [])
    look.look(Facts(), [])
    assert (served(), world.timers) == ((False, "disk\nmemory\n"), 3)
    world.gauges = WELL
    look.look(Facts(), [])
    assert served() == (True, "watch\n")


def test_while_a_release_is_at_work_the_lease_is_renewed_as_it_was(world: World) -> None:
    broken = [Problem("FH-DOCKER-DOWN", "x", "y")]
    for _ in range(3):
        look.look(Facts(at_work=True), broken)
    assert (served(), world.timers) == ((True, "watch\n"), 3)


def test_messages_and_heartbeats_go_to_the_operators_addresses(world: World) -> None:
    world.secrets.write_text('{"alarmUrl": "https://a.test/x", "heartbeatUrl": "https://b.test/y"}', encoding="ascii")
    look.look(Facts(), [])
    world.gauges = replace(WELL, disk_mb=7)
    world.reason = "a.test answered 500"
    look.look(Facts(), [])
    look.look(Facts(), [])
    world.reason = ""
    look.look(Facts(), [])
    look.look(Facts(), [])
    low = "disk: 7 MB of disk space are free; builds end below 500 MB"
    do = "free disk space: docs/when-something-is-wrong.md#disk"
    assert world.sent == [("https://b.test/y", "ok"), ("https://a.test/x", f"{low} To do: {do}")]


def test_without_an_address_nothing_is_sent_and_nothing_piles_up(world: World) -> None:
    world.gauges = replace(WELL, disk_mb=7)
    for _ in range(3):
        look.look(Facts(), [])
    assert world.sent == []


def test_a_line_has_what_slack_and_ntfy_show() -> None:
    text = line(Message("problem", "disk", "700 MB free", "free some"))
    assert (text["text"].split(": ", 1)[1], text["kind"], text["word"]) == (
        "disk: 700 MB free To do: free some",
        "problem",
        "disk",
    )


@pytest.mark.parametrize(
    ("secrets", "reason", "status"),
    [
        ("{}", "", 1),
        ('{"alarmUrl": "https://a.test/x"}', "", 0),
        ('{"alarmUrl": "https://a.test/x"}', "no", 1),
        ("{", "", 1),
    ],
)
def test_the_operators_own_test(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    secrets: str,
    reason: str,
    status: int,
) -> None:
    world.secrets.write_text(secrets, encoding="ascii")
    monkeypatch.setattr(alarm_main, "post", lambda *_: reason)
    assert alarm_main.main(["test"]) == status
    assert "a.test/x" not in "".join(capsys.readouterr())
    assert alarm_main.main([]) == 2
