"""Lines of a template that show nothing of their own, and lists that a generator made: taken out, and told."""

from __future__ import annotations

import re

from importing.prose import replace
from importing.report import Notes

LOOP = re.compile(
    r"\{%-?\s*(?P<name>for|capture|macro|tablerow)\b[^%]*(?:%(?!\})[^%]*)*-?%\}"
    r"(?:(?!\{%-?\s*(?:for|capture|macro|tablerow)\b)[\s\S])*?\{%-?\s*end(?P=name)\s*-?%\}"
)
ONE = (
    r"(?:\{%(?:\"[^\"\n]*\"|'[^'\n]*'|%(?!\})|[^%\"'])*?%\}"
    r"|\{\{[<%](?:[^>%]|[>%](?!\}\}))*[>%]\}\}|\{\{(?![<%])[^{}]*\}\})"
)
LINES = re.compile(rf"^[ \t]*{ONE}(?:[ \t]*{ONE})*[ \t]*$", re.MULTILINE)
SHOWS = re.compile(
    r"\{[{%][<%]?-?\s*(?:include_code|notebook|figure|img|image|picture|video|youtube|vimeo|tweet|gist)\b"
)
"""Readers would miss what these show; so they stay, and the renderer names them."""
TAGS = re.compile(r"<(?!img\b|iframe\b|video\b|audio\b|embed\b)[^<>]*>", re.IGNORECASE)


def take_out(body: str, line: int, notes: Notes) -> str:
    """Take out loops, and lines that have nothing but template expressions. One within a sentence stays.

    So the renderer names every place where a reader would miss a word.
    """

    def gone(found: re.Match[str], at: int) -> str:
        if SHOWS.search(found[0]):
            return found[0]
        shown = " ".join(found[0].split())
        notes.left(at, f"{shown[:80]}{'…' if len(shown) > 80 else ''} is taken out: it has no equal here")
        return "\n" * found[0].count("\n")

    for _ in range(5):
        before, body = body, replace(body, line, LOOP, gone)
        if body == before:
            break
    return replace(body, line, LINES, gone)


def has_text(body: str) -> bool:
    """Tell whether a text has words or pictures of its own, beside its template's machinery."""
    left = re.sub(r"<!--.*?-->|<(script|style)\b.*?</\1>", "", body, flags=re.DOTALL | re.IGNORECASE)
    for _ in range(5):
        left = LOOP.sub("", left)
    return re.search(r"\w|!\[|<(?:img|iframe|video|audio|embed)\b", TAGS.sub("", re.sub(ONE, "", left))) is not None
