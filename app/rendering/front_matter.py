"""The block between two `---` lines that opens a post or a page."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

import yaml

from rendering import debris
from rendering.errors import Problems, user_error
from rendering.front_matter_hints import hint
from rendering.moments import read_moment

REQUIRED = ("title", "date")
KNOWN = (*REQUIRED, "summary", "tags", "series", "updated", "draft", "aliases")
PAGE = ("title", "summary", "aliases")
"""What a page that is no post has, such as about.md."""

EVER = datetime.datetime.min.replace(tzinfo=datetime.UTC)
FENCE = "---"
NOTHING = "tag:yaml.org,2002:null"
"""A key without a value is as if it were not there, except those that must be."""


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
    reader = _Reader(file, problems)
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


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 2


@dataclass
class _Reader:
    file: str
    problems: Problems
    misspelt: set[str] = field(default_factory=set)

    def refuse(self, node: yaml.Node, text: str) -> None:
        self.problems.add(self.file, _line(node), text)

    def entries(self, source: str, known: tuple[str, ...]) -> dict[str, yaml.Node]:
        root = _mapping(self.file, source)
        entries: dict[str, yaml.Node] = {}
        for key, value in root.value:
            if key.value not in known:
                advice, meant = hint(str(key.value), known)
                self.misspelt.update([meant] if meant else [])
                self.refuse(key, f'unknown key "{key.value}"; {advice}')
            elif key.value in entries:
                self.refuse(key, f'"{key.value}" is given twice')
            elif key.value in ("title", "date") or value.tag != NOTHING:
                entries[key.value] = value
        return entries

    def text(self, key: str, node: yaml.Node | None) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self.refuse(node, f'"{key}" must be a text that is not empty')
            return ""
        return " ".join(node.value.split())

    def shown(self, key: str, node: yaml.Node | None) -> str:
        """Return a text that pages show as it is written: Markdown, HTML and LaTeX in it are problems."""
        text = self.text(key, node)
        # A title may be about <details>; what marks text up was meant to do so.
        held = re.sub(r"<(?!/?(?:a|b|br|em|i|img|p|span|strong|sub|sup)\b)[^<>]*>", lambda tag: " " * len(tag[0]), text)
        for _, problem in debris.find(text, held):
            self.problems.add(self.file, _line(node) if node else 1, f'"{key}" is shown as it is written: {problem}')
        return text

    def series(self, node: yaml.Node | None) -> str | None:
        if isinstance(node, yaml.SequenceNode) and len(node.value) == 1:
            node = node.value[0]
        if isinstance(node, yaml.SequenceNode) and node.value:
            self.refuse(node, 'a post is in one "series", as in series: Photometry')
            return None
        return None if isinstance(node, yaml.SequenceNode) else self.text("series", node) or None

    def date(self, key: str, node: yaml.Node | None) -> tuple[datetime.date, datetime.datetime] | None:
        text = self.text(key, node)
        if node is None or not text:
            return None
        try:
            return read_moment(text)
        except ValueError:
            self.refuse(node, f'"{key}" must be a date like 2026-11-22 or 2026-11-22T20:15+01:00, given: {text}')
            return None

    def tags(self, node: yaml.Node | None) -> tuple[str, ...]:
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self.refuse(node, '"tags" must be a list like [stars, python]')
            return ()
        return tuple(self.text("tags", item) for item in node.value)

    def aliases(self, node: yaml.Node | None) -> tuple[tuple[int, str], ...]:
        if node is None:
            return ()
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return tuple((_line(item), self.text("aliases", item)) for item in items)

    def flag(self, key: str, node: yaml.Node | None) -> bool:
        text = self.text(key, node).lower()
        if node is not None and text not in ("true", "false"):
            self.refuse(node, f'"{key}" must be true or false, given: {text}')
        return text == "true"


def _mapping(file: str, source: str) -> yaml.MappingNode:
    try:
        root = yaml.compose(source, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + 2
        raise user_error(file, line, f"{error.problem}; put quotes around a value that holds a colon") from None
    except yaml.YAMLError as error:
        raise user_error(file, None, f"the front matter is not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(root, yaml.MappingNode):
        raise user_error(file, 2, 'the front matter must be lines like "title: A title"')
    return root
