"""The list of releases, and what it says about going back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from release import records
from release.records import Entry
from shared.errors import UserError


def commit(letter: str) -> str:
    return (f"{ord(letter):02x}" * 20)[:40]


def entries(text: str) -> list[Entry]:
    """`A B <A C! D`: pushes of A and B, a rollback to A, a refused C, a push of D."""
    found = []
    for word in text.split():
        how = "rollback" if word.startswith("<") else "push"
        result = "refused" if word.endswith("!") else "live"
        found.append(Entry(commit(word.strip("<!")), "ada", how, result, 7, "2026-11-22T08:00:00Z"))
    return found


# What happened, and the release that each further rollback goes to.
TABLE = [
    ("", ""),
    ("A", ""),
    ("A B C", "B"),
    ("A B C <B", "A"),
    ("A B C <B <A", ""),
    ("A B C <B <A D", "A"),
    ("A B C <B <A D <A", ""),
    ("A B C <B D", "B"),
    ("A X <A Y", "A"),
    ("A B C! D! ", "A"),
    ("A B <A B", "A"),
    ("A B C <A <C", "A"),
    ("A A B", "A"),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_back_is_to_what_was_live_before_and_never_to_what_was_rolled_back_from(text: str, expected: str) -> None:
    listed = entries(text)
    live = records.history(listed)[-1] if records.history(listed) else ""
    assert records.previous(listed, live) == (commit(expected) if expected else "")


def test_five_stay_ready_the_live_one_and_the_one_before_it_first() -> None:
    listed = entries("A B C D E F G")
    assert records.ready(listed, commit("G")) == [commit(x) for x in "GFEDC"]
    assert records.ready(entries("A B C D E F G! <B"), commit("B")) == [commit(x) for x in "BAFED"]
    assert records.ready([], "") == []


def test_a_prefix_finds_one_ready_release_or_says_which_are_ready() -> None:
    listed = entries("A B")
    assert records.find(listed, commit("B"), commit("A")[:4]) == commit("A")
    with pytest.raises(UserError) as caught:
        records.find(listed, commit("B"), "abcd")
    assert str(caught.value) == (
        "FH-ROLLBACK-UNKNOWN: no ready release begins with abcd. Ready are: 424242424242, 414141414141."
    )


@pytest.mark.parametrize(
    "line",
    [
        "null",
        "[]",
        "7",
        '"x"',
        "{}",
        '{"release": "22',
        '{"release": 7}',
        "[" * 100_000,
        '{"release":"x","author":"a"}',
        "\x00",
    ],
)
def test_a_damaged_line_is_skipped_counted_and_gone_with_the_next_entry(state: Path, line: str) -> None:
    whole = json.dumps(records.shown(entries("A")[0]))
    (state / "releases.jsonl").write_text(f"{line}\n{whole}\n{line}\n")
    assert records.read() == entries("A")
    assert records.damaged_lines() == 2
    records.add(entries("B")[0])
    assert records.read() == entries("A B")
    assert records.damaged_lines() == 0


def test_one_attempt_is_recorded_once() -> None:
    entry = Entry(commit("A"), "ada", "push", "live", 7, "2026-11-22T08:00:00Z", attempt="x")
    records.add(entry)
    records.add(entry)
    assert records.read() == [entry]


def test_the_list_for_people_has_a_star_at_the_live_one() -> None:
    head, newest, oldest = records.table(entries("A B"), commit("B")).splitlines()
    assert head == "  release       when (UTC)        who                  how         took  result"
    assert newest == "* 424242424242  2026-11-22 08:00  ada                  push         7 s  live"
    assert oldest == "  414141414141  2026-11-22 08:00  ada                  push         7 s  live"
    assert records.table([], "") == "Nothing was released yet."
