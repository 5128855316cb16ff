"""The values of front matter, each with its line in the file."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

import yaml

from rendering import debris
from rendering.errors import Problems, user_error
from rendering.front_matter_hints import hint
from rendering.moments import read_moment

NOTHING = "tag:yaml.org,2002:null"
"""A key without a value is as if it were not there, except those that must be."""


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 2


@dataclass
class Reader:
    """Reads the values of one file; what is wrong goes to `problems`. `misspelt`: keys that others stand for."""

    file: str
    problems: Problems
    misspelt: set[str] = field(default_factory=set)

    def refuse(self, node: yaml.Node, text: str) -> None:
        """Add a problem at the line of a node."""
        self.problems.add(self.file, _line(node), text)

    def entries(self, source: str, known: tuple[str, ...]) -> dict[str, yaml.Node]:
        """Return the values of known keys; others are problems."""
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
        """Return a text on one line; "" where there is none."""
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self.refuse(node, f'"{key}" must be a text that is not empty')
            return ""
        return " ".join(node.value.split())

    def shown(self, key: str, node: yaml.Node | None) -> str:
        """Return a text that pages show as it is written, without `backticks`; other Markdown is a problem."""
        text = re.sub(r"`([^`]+)`", r"\1", self.text(key, node))
        # A title may be about <details>; what marks text up was meant to do so.
        held = re.sub(r"<(?!/?(?:a|b|br|em|i|img|p|span|strong|sub|sup)\b)[^<>]*>", lambda tag: " " * len(tag[0]), text)
        for _, problem in debris.find(text, held):
            self.problems.add(self.file, _line(node) if node else 1, f'"{key}" is shown as it is written: {problem}')
        return text

    def series(self, node: yaml.Node | None) -> str | None:
        """Return the one series of a post, or None."""
        if isinstance(node, yaml.SequenceNode) and len(node.value) == 1:
            node = node.value[0]
        if isinstance(node, yaml.SequenceNode) and node.value:
            self.refuse(node, 'a post is in one "series", as in series: Photometry')
            return None
        return None if isinstance(node, yaml.SequenceNode) else self.text("series", node) or None

    def date(self, key: str, node: yaml.Node | None) -> tuple[datetime.date, datetime.datetime] | None:
        """Return the day as it is written and its moment in UTC, or None."""
        text = self.text(key, node)
        if node is None or not text:
            return None
        try:
            return read_moment(text)
        except ValueError:
            self.refuse(node, f'"{key}" must be a date like 2026-11-22 or 2026-11-22T20:15+01:00, given: {text}')
            return None

    def tags(self, node: yaml.Node | None) -> tuple[str, ...]:
        """Return a list of tags."""
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self.refuse(node, '"tags" must be a list like [stars, python]')
            return ()
        return tuple(self.text("tags", item) for item in node.value)

    def aliases(self, node: yaml.Node | None) -> tuple[tuple[int, str], ...]:
        """Return former addresses with their lines."""
        if node is None:
            return ()
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return tuple((_line(item), self.text("aliases", item)) for item in items)

    def flag(self, key: str, node: yaml.Node | None) -> bool:
        """Return whether a flag is set."""
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
