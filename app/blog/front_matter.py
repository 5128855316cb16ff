"""The block between two `---` lines that opens a post."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from difflib import get_close_matches

import yaml

from blog.errors import BlogError

REQUIRED = ("title", "date", "summary")
KNOWN = (*REQUIRED, "tags", "updated", "draft")
FENCE = "---"


@dataclass(frozen=True)
class FrontMatter:
    """What a post says about itself."""

    title: str
    date: datetime.date
    summary: str
    tags: tuple[str, ...]
    updated: datetime.date | None
    draft: bool


def split(file: str, text: str) -> tuple[str, str, int]:
    """Divides a post into front matter, body and the body's first line number (from 1)."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        raise BlogError(file, 1, f'must begin with a line "{FENCE}" and its title, date and summary')
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FENCE:
            return "\n".join(lines[1:index]), "\n".join(lines[index + 1 :]), index + 2
    raise BlogError(file, 1, f'the front matter has no end; close it with a line "{FENCE}"')


def read(file: str, source: str) -> FrontMatter:
    """Reads front matter whose first line is line 2 of `file`. Raises BlogError naming the line."""
    entries = _entries(file, source)
    for key in REQUIRED:
        if key not in entries:
            raise BlogError(file, 1, f'the front matter lacks "{key}"; needed: {", ".join(REQUIRED)}')
    updated = entries.get("updated")
    return FrontMatter(
        title=_text(file, "title", entries["title"]),
        date=_date(file, "date", entries["date"]),
        summary=_text(file, "summary", entries["summary"]),
        tags=_tags(file, entries["tags"]) if "tags" in entries else (),
        updated=_date(file, "updated", updated) if updated else None,
        draft=_flag(file, "draft", entries["draft"]) if "draft" in entries else False,
    )


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 2


def _entries(file: str, source: str) -> dict[str, yaml.Node]:
    try:
        root = yaml.compose(source, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + 2
        raise BlogError(file, line, f"{error.problem}; put quotes around a value that holds a colon") from None
    except yaml.YAMLError as error:
        raise BlogError(file, None, f"the front matter is not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(root, yaml.MappingNode):
        raise BlogError(file, 2, 'the front matter must be lines like "title: A title"')
    entries: dict[str, yaml.Node] = {}
    for key, value in root.value:
        if key.value not in KNOWN:
            near = get_close_matches(str(key.value), KNOWN, n=1)
            raise BlogError(file, _line(key), f'unknown key "{key.value}"; {_suggestion(near)}')
        if key.value in entries:
            raise BlogError(file, _line(key), f'"{key.value}" is given twice')
        entries[key.value] = value
    return entries


def _suggestion(near: list[str]) -> str:
    return f'did you mean "{near[0]}"?' if near else f"known: {', '.join(KNOWN)}"


def _text(file: str, key: str, node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        raise BlogError(file, _line(node), f'"{key}" must be a text that is not empty')
    return " ".join(node.value.split())


def _date(file: str, key: str, node: yaml.Node) -> datetime.date:
    text = _text(file, key, node)
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise BlogError(file, _line(node), f'"{key}" must be a date like 2026-11-22, given: {text}') from None


def _tags(file: str, node: yaml.Node) -> tuple[str, ...]:
    if not isinstance(node, yaml.SequenceNode):
        raise BlogError(file, _line(node), '"tags" must be a list like [stars, python]')
    return tuple(_text(file, "tags", item) for item in node.value)


def _flag(file: str, key: str, node: yaml.Node) -> bool:
    text = _text(file, key, node)
    if text not in ("true", "false"):
        raise BlogError(file, _line(node), f'"{key}" must be true or false, given: {text}')
    return text == "true"
