"""The block between two `---` lines that opens a post or a page."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from difflib import get_close_matches

import yaml

from rendering.errors import Problems, user_error

REQUIRED = ("title", "date", "summary")
KNOWN = (*REQUIRED, "tags", "series", "updated", "draft")
PAGE = ("title", "summary")
"""What a page that is no post has, such as about.md."""

FENCE = "---"


@dataclass(frozen=True)
class FrontMatter:
    """What a post says about itself. A page has the first day of all as its date."""

    title: str
    date: datetime.date
    summary: str
    tags: tuple[str, ...]
    series: str | None
    updated: datetime.date | None
    draft: bool


def split(file: str, text: str) -> tuple[str, str, int]:
    """Divide a post into front matter, body and the body's first line number (from 1).

    Raises:
        UserError: the front matter has no beginning or no end.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        raise user_error(file, 1, f'must begin with a line "{FENCE}" and its title, date and summary')
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
    required, known = (PAGE, PAGE) if page else (REQUIRED, KNOWN)
    entries = reader.entries(source, known)
    for key in required:
        if key not in entries and key not in reader.misspelt:
            problems.add(file, 1, f'the front matter lacks "{key}"; needed: {", ".join(required)}')
    front = FrontMatter(
        title=reader.text("title", entries.get("title")),
        date=reader.date("date", entries.get("date")) or datetime.date.min,
        summary=reader.text("summary", entries.get("summary")),
        tags=reader.tags(entries.get("tags")),
        series=reader.text("series", entries.get("series")) or None,
        updated=reader.date("updated", entries.get("updated")),
        draft=reader.flag("draft", entries.get("draft")),
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
                near = get_close_matches(str(key.value), known, n=1)
                self.misspelt.update(near)
                suggestion = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(known)}"
                self.refuse(key, f'unknown key "{key.value}"; {suggestion}')
            elif key.value in entries:
                self.refuse(key, f'"{key.value}" is given twice')
            else:
                entries[key.value] = value
        return entries

    def text(self, key: str, node: yaml.Node | None) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self.refuse(node, f'"{key}" must be a text that is not empty')
            return ""
        return " ".join(node.value.split())

    def date(self, key: str, node: yaml.Node | None) -> datetime.date | None:
        text = self.text(key, node)
        if node is None or not text:
            return None
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            self.refuse(node, f'"{key}" must be a date like 2026-11-22, given: {text}')
            return None

    def tags(self, node: yaml.Node | None) -> tuple[str, ...]:
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self.refuse(node, '"tags" must be a list like [stars, python]')
            return ()
        return tuple(self.text("tags", item) for item in node.value)

    def flag(self, key: str, node: yaml.Node | None) -> bool:
        text = self.text(key, node)
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
