"""The beginning of a post as plain text, for one that has no summary."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

LENGTH = 240
"""Characters; search engines show about 160."""

SENTENCE = re.compile("(?<=[.!?])[\"'\u201d\u2019)]?\\s+|(?<=[\u3002\uff01\uff1f])")
UNREADABLE = "\ufffc"
"""Stands for a formula that plain text cannot show, or for code that looks like a mistake where it is no code."""

AS_CODE_ONLY = re.compile(r"\{[{%]|\$\$|\\begin|<!--|(?<![\w:]):[a-z][a-z_]+:(?![\w:])")


@dataclass
class Excerpt:
    """Sees a post's tokens one after the other."""

    paragraphs: list[str] = field(default_factory=list)
    above: str | None = None
    depth: int = 0

    def see(self, tokens: Sequence[Token], index: int) -> None:
        """Take the text of a paragraph of the post itself, and the mark <!-- more -->."""
        token = tokens[index]
        children = token.children or []
        opening = tokens[index - 1] if index else None
        whole = opening is not None and opening.type == "paragraph_open" and opening.tag == "p" and opening.level == 0
        self.depth += token.nesting * token.type.startswith(("admonition", "alert", "container"))
        text = ""
        for child in children:
            if child.meta.get("more") and self.above is None:
                self.above = " ".join([*self.paragraphs, text if whole else ""])
            text += _text(child)
        if whole and self.depth == 0 and text.strip():
            self.paragraphs.append(" ".join(text.split()))

    def text(self) -> str:
        """Return the text above <!-- more -->, or the first paragraph that has any; at most LENGTH characters."""
        for text in ([self.above] if self.above else []) + self.paragraphs:
            readable = _readable(text)
            if readable and not AS_CODE_ONLY.search(readable):
                return shortened(readable)
        return ""


def shortened(text: str, length: int = LENGTH) -> str:
    """Return the text, cut at the end of a word where it is longer than `length` characters."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    words = cut.rpartition(" ")[0]
    return (words if len(words) > length // 2 else cut).rstrip(" ,;:.\u2013\u2014") + "…"


def _text(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    if token.type.startswith("math"):
        return UNREADABLE if re.search(r"[\\^_{}]", token.content) else token.content
    if token.type in ("text", "code_inline") and AS_CODE_ONLY.search(token.content):
        return UNREADABLE
    return token.content if token.type in ("text", "code_inline") else ""


def _readable(text: str) -> str:
    """Return the sentences before the first formula that plain text cannot show."""
    before, formula, _ = text.partition(UNREADABLE)
    if not formula:
        return text
    ends = [found.start() for found in SENTENCE.finditer(before)]
    return before[: ends[-1]] if ends else ""
