"""A text without its code: what is changed by patterns must not change code."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

CODE = re.compile(
    r"^(?P<in>[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?)(?P<fence>`{3,}|~{3,})[^\n]*\n"
    r"(?:.*?\n)??[ \t>]*(?P=fence)[`~]*[ \t]*$"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n)[\s\S])+?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)
"""Fenced blocks and code between backticks."""
FORMULA = re.compile(
    r"(?<![\\$])\$\$(?:(?!\n[ \t]*\n)[^$]){1,5000}\$\$"
    r"|(?<![\\$A-Za-z0-9_])\$(?=[^\s$])[^$\n`]*[\\^_{][^$\n`]*(?<=[^\s\\$])\$(?![\d$])"
    r"|\\\((?:(?!\n[ \t]*\n)[\s\S]){1,2000}?\\\)|\\\[(?:(?!\n[ \t]*\n)[\s\S]){1,5000}?\\\]"
    r"|\\begin\{(\w+\*?)\}(?:(?!\n[ \t]*\n)[\s\S]){1,5000}?\\end\{\1\}"
)
"""Formulas: what looks like Markdown in them is none."""

Change = Callable[[re.Match[str], int], str]


@lru_cache(maxsize=8)
def held(text: str) -> list[tuple[int, int]]:
    """Return where code and formulas begin and end, in order."""
    code = [found.span() for found in CODE.finditer(text)]
    rest, done = [], 0
    for start, end in code:
        rest += [text[done:start], re.sub(r"[^\n]", " ", text[start:end])]
        done = end
    return sorted([*code, *(found.span() for found in FORMULA.finditer("".join([*rest, text[done:]])))])


def replace(text: str, first_line: int, pattern: re.Pattern[str], change: Change) -> str:
    """Replace matches of `pattern` that begin outside of code and formulas. `change` gets the match and its line."""
    if not pattern.search(text):
        return text
    places = held(text)
    parts: list[str] = []
    done = 0
    index = 0
    for found in pattern.finditer(text):
        while index < len(places) and places[index][1] <= found.start():
            index += 1
        if index < len(places) and places[index][0] <= found.start():
            continue
        parts += [text[done : found.start()], change(found, first_line + text.count("\n", 0, found.start()))]
        done = found.end()
    return "".join([*parts, text[done:]])
