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
        moment=datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC),
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
        ("# Hello", 'p.md:1: must begin with a line "---", and below it its title and date'),
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
        ("title: T\nsummary: S", 'p.md:1: the front matter lacks "date"; needed: title, date'),
        (
            "title: T\ndate: yesterday\nsummary: S",
            ('p.md:3: "date" must be a date like 2026-11-22 or 2026-11-22T20:15+01:00, given: yesterday'),
        ),
        (
            "title: T\ndate: 2026-02-30\nsummary: S",
            ('p.md:3: "date" must be a date like 2026-11-22 or 2026-11-22T20:15+01:00, given: 2026-02-30'),
        ),
        ("titel: T\ndate: 2026-01-01\nsummary: S", 'p.md:2: unknown key "titel"; did you mean "title"?'),
        (
            "zzz: T\ntitle: T\ndate: 2026-01-01\nsummary: S",
            'p.md:2: unknown key "zzz"; known: title, date, summary, tags, series, updated, draft, aliases',
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
        'p.md:2: "title" must be a text that is not empty',
        'p.md:3: "date" must be a date like 2026-11-22 or 2026-11-22T20:15+01:00, given: soon',
        'p.md:4: unknown key "tag"; write "tags"',
        'p.md:5: "draft" must be true or false, given: perhaps',
    ]


def test_a_page_has_neither_date_nor_tags() -> None:
    assert front_matter.read("p.md", "title: T\nsummary: S", page=True).title == "T"
    with pytest.raises(UserError, match='unknown key "tags"; known: title, summary'):
        front_matter.read("p.md", "title: T\nsummary: S\ntags: [a]", page=True)


@pytest.mark.parametrize(
    ("date", "day", "moment"),
    [
        ("2026-11-22", 22, "2026-11-22T00:00"),
        ("2026-11-22 20:15", 22, "2026-11-22T20:15"),
        ("2026-11-22T20:15:30Z", 22, "2026-11-22T20:15:30"),
        ("2026-11-22 00:30:00 +0100", 22, "2026-11-21T23:30"),
        ("2026-11-22T20:15:00.123-08:00", 22, "2026-11-23T04:15"),
        ("2026-1-2", 2, "2026-01-02T00:00"),
    ],
)
def test_a_date_has_a_moment(date: str, day: int, moment: str) -> None:
    front = front_matter.read("p.md", f"title: T\ndate: {date}")
    assert front.date.day == day
    assert front.moment == datetime.datetime.fromisoformat(moment).replace(tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    "date", ["2026-13-01", "2026-11-22 25:00", "22.11.2026", "2026-11-22 20:15 CET", "2026", "2026-01-01 10:00 +99:00"]
)
def test_what_is_no_date(date: str) -> None:
    with pytest.raises(UserError, match="must be a date like"):
        front_matter.read("p.md", f"title: T\ndate: {date}")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("categories: [x]", 'unknown key "categories"; write "tags"'),
        ("description: d", 'unknown key "description"; write "summary"'),
        ("excerpt: d", 'unknown key "excerpt"; write "summary"'),
        ("subtitle: d", 'unknown key "subtitle"; write "summary"'),
        ("lastmod: 2026-01-01", 'unknown key "lastmod"; write "updated"'),
        ("author: Ada", 'unknown key "author"; app/site.toml has the author of all posts; take it out'),
        ("image: a.png", 'unknown key "image"; the first picture of the post is shown beside links to it; take it out'),
        ("permalink: /x", 'unknown key "permalink"; the file\'s name is the address: rename the file, and take it out'),
        ("layout: post", 'unknown key "layout"; it has no effect here; take it out'),
        ("Tags: [a]", 'unknown key "Tags"; write "tags"'),
        ("series: [a, b]", 'a post is in one "series", as in series: Photometry'),
        ("summary: See {{ x }}", "a template expression is not run"),
        ("summary: a <b>c</b>", "no tag that a browser would read as one"),
    ],
)
def test_hints(line: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        front_matter.read("p.md", f"title: T\ndate: 2026-01-01\n{line}")
    assert message in str(caught.value)
    assert str(caught.value).startswith("p.md:4: ")


def test_what_others_write() -> None:
    source = "title: About <details>\ndate: 2026-01-01\nseries: [one]\ndraft: True\ntags:\nsummary:"
    front = front_matter.read("p.md", source)
    read = (front.title, front.series, front.draft, front.tags, front.summary)
    assert read == ("About <details>", "one", True, (), "")
