"""The block between two `---` lines that opens a post or a page."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from rendering.errors import Problems, user_error
from rendering.front_matter_reader import Reader

REQUIRED = ("title", "date")
KNOWN = (*REQUIRED, "summary", "tags", "series", "updated", "draft", "aliases")
PAGE = ("title", "summary", "aliases")
"""What a page that is no post has, such as about.md."""

EVER = datetime.datetime.min.replace(tzinfo=datetime.UTC)
FENCE = "---"


@dataclass(frozen=True)
class FrontMatter:
    """What a post says about itself. A page has the first day of all as its date.

    Attributes:
        moment: when the post appears, in UTC; `date` is the day as the author wrote it.
        summary: "" where none is given.
        aliases: former addresses, each with its line.
    """

    title: str
    date: datetime.date
    moment: datetime.datetime
    summary: str
    tags: tuple[str, ...]
    series: str | None
    updated: datetime.date | None
    draft: bool
    aliases: tuple[tuple[int, str], ...] = ()


def split(file: str, text: str) -> tuple[str, str, int]:
    """Divide a post into front matter, body and the body's first line number (from 1).

    Raises:
        UserError: the front matter has no beginning or no end.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        raise user_error(file, 1, f'must begin with a line "{FENCE}", and below it its title and date')
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FENCE:
            return "\n".join(lines[1:index]), "\n".join(lines[index + 1 :]), index + 2
    raise user_error(file, 1, f'the front matter has no end; close it with a line "{FENCE}"')


def read(file: str, source: str, page: bool = False) -> FrontMatter:
    """Read front matter whose first line is line 2 of `file`.

    `page`: it is one of a page, which has title and summary only.

    Raises:
        UserError: has every problem with its line.
    """
    problems = Problems()
    reader = Reader(file, problems)
    required, known = (PAGE[:1], PAGE) if page else (REQUIRED, KNOWN)
    entries = reader.entries(source, known)
    for key in required:
        if key not in entries and key not in reader.misspelt:
            problems.add(file, 1, f'the front matter lacks "{key}"; needed: {", ".join(required)}')
    date, moment = reader.date("date", entries.get("date")) or (datetime.date.min, EVER)
    updated = reader.date("updated", entries.get("updated"))
    front = FrontMatter(
        title=reader.shown("title", entries.get("title")),
        date=date,
        moment=moment,
        summary=reader.shown("summary", entries.get("summary")),
        tags=reader.tags(entries.get("tags")),
        series=reader.series(entries.get("series")),
        updated=updated[0] if updated else None,
        draft=reader.flag("draft", entries.get("draft")),
        aliases=reader.aliases(entries.get("aliases")),
    )
    problems.check()
    return front
