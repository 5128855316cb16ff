r"""Macros that a post defines: `\newcommand` and its relatives hold from there to the end of the post."""

from __future__ import annotations

import re

KINDS = "newcommand|renewcommand|providecommand|DeclareMathOperator|def|gdef|let"
START = re.compile(rf"\\({KINDS})(?![A-Za-z])(\*?)\s*")
NAME = re.compile(r"\{\s*\\?([A-Za-z]+|(?<=\\).)\s*\}|\\([A-Za-z]+|.)")
COUNT = re.compile(r"\s*\[\s*([0-9])\s*\]")
PARAMETERS = re.compile(r"\s*((?:#[1-9])*)\s*")
EQUAL = re.compile(r"\s*=?\s*(\\[A-Za-z]+|\\?.)")


class MacroError(Exception):
    """What is wrong with a definition."""


def split_definitions(source: str) -> tuple[dict[str, str], str]:
    r"""Take the definitions out of a formula.

    Returns:
        The definitions by the name of their macro, each as a `\def` that holds wherever it stands; and the rest.

    Raises:
        MacroError: a definition is not complete, or has an argument with a default, which Temml does not know.
    """
    found: dict[str, str] = {}
    rest: list[str] = []
    position = 0
    start = START.search(source)
    while start:
        rest.append(source[position : start.start()])
        name, definition, position = _definition(source, start)
        found[name] = definition
        start = START.search(source, position)
    return found, "".join([*rest, source[position:]])


def _definition(source: str, start: re.Match[str]) -> tuple[str, str, int]:
    kind = start[1]
    named = NAME.match(source, start.end())
    if not named:
        raise MacroError(f"\\{kind} without the name of a macro")
    name, position = f"\\{named[1] or named[2]}", named.end()
    if kind == "let":
        meaning = EQUAL.match(source, position)
        if not meaning:
            raise MacroError(f"\\let{name} without a meaning")
        return name, f"\\let{name}={meaning[1]} ", meaning.end()
    if kind in ("def", "gdef"):
        given = PARAMETERS.match(source, position)
        parameters, position = (given[1], given.end()) if given else ("", position)
    else:
        count = COUNT.match(source, position)
        parameters = "".join(f"#{n + 1}" for n in range(int(count[1]))) if count else ""
        position = count.end() if count else position
    body, position = _group(source, position, f"\\{kind}{{{name}}}")
    if kind == "DeclareMathOperator":
        body = f"\\operatorname{start[2]}{{{body}}}"
    return name, f"\\def{name}{parameters}{{{body}}}", position


def _group(source: str, position: int, shown: str) -> tuple[str, int]:
    """Read `{…}` with the braces in it. Returns what is inside, and the position behind it."""
    while source[position : position + 1].isspace():
        position += 1
    if source[position : position + 1] == "[":
        raise MacroError(f"{shown} has an argument with a default; write one macro without it")
    if source[position : position + 1] != "{":
        raise MacroError(f"{shown} without {{…}}")
    depth, at = 0, position
    while at < len(source):
        character = source[at]
        at += 2 if character == "\\" else 1
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0:
            return source[position + 1 : at - 1], at
    raise MacroError(f"{shown} without its last }}")
