"""A text without its code: what is changed by patterns must not change code."""

from __future__ import annotations

import re
from collections.abc import Callable

CODE = re.compile(
    r"^(?P<in>[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?)(?P<fence>`{3,}|~{3,})[^\n]*\n"
    r"(?:.*?\n)??[ \t>]*(?P=fence)[`~]*[ \t]*$"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n)[\s\S])+?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)
"""Fenced blocks and code between backticks."""

Change = Callable[[re.Match[str], int], str]


def replace(text: str, first_line: int, pattern: re.Pattern[str], change: Change) -> str:
    """Replace every match of `pattern` that begins outside of code. `change` gets the match and its line."""
    held = [(found.start(), found.end()) for found in CODE.finditer(text)]
    parts: list[str] = []
    done = 0
    index = 0
    for found in pattern.finditer(text):
        while index < len(held) and held[index][1] <= found.start():
            index += 1
        if index < len(held) and held[index][0] <= found.start():
            continue
        parts += [text[done : found.start()], change(found, first_line + text.count("\n", 0, found.start()))]
        done = found.end()
    return "".join([*parts, text[done:]])
