"""Front matter: what is read, and the one line an author gets for each mistake."""

from __future__ import annotations

import datetime

import pytest

from rendering import front_matter
from rendering.errors import UserError

GOOD = "title: 'A: b'\ndate: 2026-11-22\nsummary: S\ntags: [a, b]\nseries: Z\nupdated: 2026-11-23\ndraft: true"


def test_reads_every_key() -> None:
    assert front_matter.read("p.md", GOOD) == front_matter.FrontMatter(
        title="A: b",
        date=datetime.date(2026, 11, 22),
        summary="S",
        tags=("a", "b"),
        series="Z",
        updated=datetime.date(2026, 11, 23),
        draft=True,
    )


def test_split_gives_the_line_of_the_body() -> None:
    assert front_matter.split("p.md", "---\na: 1\nb: 2\n---\nbody\nmore") == ("a: 1\nb: 2", "body\nmore", 5)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# Hello", 'p.md:1: must begin with a line "---" and its title, date and summary'),
        ("---\ntitle: x\n", 'p.md:1: the front matter has no end; close it with a line "---"'),
    ],
)
def test_split_refuses(text: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        front_matter.split("p.md", text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("title: T\ndate: 2026-01-01", 'p.md:1: the front matter lacks "summary"; needed: title, date, summary'),
        ("title: T\ndate: yesterday\nsummary: S", 'p.md:3: "date" must be a date like 2026-11-22, given: yesterday'),
        ("title: T\ndate: 2026-02-30\nsummary: S", 'p.md:3: "date" must be a date like 2026-11-22, given: 2026-02-30'),
        ("titel: T\ndate: 2026-01-01\nsummary: S", 'p.md:2: unknown key "titel"; did you mean "title"?'),
        (
            "zzz: T\ntitle: T\ndate: 2026-01-01\nsummary: S",
            'p.md:2: unknown key "zzz"; known: title, date, summary, tags, series, updated, draft',
        ),
        ("title: T\ntitle: U\ndate: 2026-01-01\nsummary: S", 'p.md:3: "title" is given twice'),
        ("title: ''\ndate: 2026-01-01\nsummary: S", 'p.md:2: "title" must be a text that is not empty'),
        ("title: [a]\ndate: 2026-01-01\nsummary: S", 'p.md:2: "title" must be a text that is not empty'),
        ("title: T\ndate: 2026-01-01\nsummary: S\ntags: a", 'p.md:5: "tags" must be a list like [stars, python]'),
        ("title: T\ndate: 2026-01-01\nsummary: S\ndraft: yes", 'p.md:5: "draft" must be true or false, given: yes'),
        ("title: A: b", "p.md:2: mapping values are not allowed here; put quotes around a value that holds a colon"),
        ("just words", 'p.md:2: the front matter must be lines like "title: A title"'),
        ("", 'p.md:2: the front matter must be lines like "title: A title"'),
    ],
)
def test_read_refuses(source: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        front_matter.read("p.md", source)
    assert str(caught.value) == message


def test_everything_wrong_at_once() -> None:
    with pytest.raises(UserError) as caught:
        front_matter.read("p.md", "title: ''\ndate: soon\ntag: [a]\ndraft: perhaps")
    assert [str(problem) for problem in caught.value.problems] == [
        'p.md:1: the front matter lacks "summary"; needed: title, date, summary',
        'p.md:2: "title" must be a text that is not empty',
        'p.md:3: "date" must be a date like 2026-11-22, given: soon',
        'p.md:4: unknown key "tag"; did you mean "tags"?',
        'p.md:5: "draft" must be true or false, given: perhaps',
    ]


def test_a_page_has_neither_date_nor_tags() -> None:
    assert front_matter.read("p.md", "title: T\nsummary: S", page=True).title == "T"
    with pytest.raises(UserError, match='unknown key "tags"; known: title, summary'):
        front_matter.read("p.md", "title: T\nsummary: S\ntags: [a]", page=True)
