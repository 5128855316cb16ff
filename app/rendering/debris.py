"""What readers would see as it is written, and nobody meant: template expressions, LaTeX, marks of other Markdowns.

Looks at text alone: in code everything may stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from rendering.debris_kinds import KINDS

HOLE = "\ufffc"
"""Stands for what is no text (code, a formula, a picture) or was escaped by a backslash or as an entity."""

LINK = "\u2060"
"""Stands where a link begins: `[@ada2020](…)` is none to be looked up."""

CODE_TAG = re.compile(r"<(/?)(?:code|pre|kbd|samp)\b", re.IGNORECASE)


def debris_plugin(parser: MarkdownIt) -> None:
    """Note debris in `token.meta["debris"]` of each inline token: line from its first, and text.

    Before the rule `text_join`, which hides what was escaped.
    """
    parser.core.ruler.after("attribute_lists", "debris", _core)


def _core(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.meta["debris"] = check(token.children)


def check(children: list[Token]) -> list[tuple[int, str]]:
    """Find debris in inline tokens, as `find`."""
    return list(find(*_texts(children)))


def _texts(children: list[Token]) -> tuple[str, str]:
    """Return the text twice, the same length: with what was escaped, and with holes for it."""
    shown: list[str] = []
    held: list[str] = []
    code = 0
    for child in children:
        tag = CODE_TAG.match(child.content) if child.type == "html_inline" else None
        code += (-1 if tag[1] else 1) if tag else 0
        if child.type in ("softbreak", "hardbreak"):
            piece = hole = "\n"
        elif child.type in ("text", "text_special") and not code:
            piece = child.content
            # A backslash before a letter escapes nothing.
            escaped = child.type == "text_special" and child.content != child.markup
            hole = HOLE * len(piece) if escaped else piece
        elif code or child.type in ("code_inline", "image", "footnote_ref") or child.type.startswith("math"):
            piece = hole = HOLE
        elif child.type == "html_inline":
            piece = hole = "\n" * child.content.count("\n")
        else:
            piece = hole = LINK if child.type == "link_open" else ""
        shown.append(piece)
        held.append(hole)
    return "".join(shown), "".join(held)


def find(shown: str, held: str | None = None) -> Iterator[tuple[int, str]]:
    """Find debris in a text: the line, from 0, and what to write. Of several at one place the first counts.

    Args:
        shown: the text as readers see it.
        held: of the same length, with HOLE for what was escaped; default: nothing was.
    """
    # A byte for each character: a list of places would be searched through for each of thousands on one line.
    taken = bytearray(len(shown))
    for kind in KINDS:
        for found in kind.pattern.finditer(shown if kind.always or held is None else held):
            begin, end = found.span()
            if taken.find(1, begin, end) < 0:
                taken[begin:end] = b"\1" * (end - begin)
                line = shown.count("\n", 0, found.start())
                quoted = " ".join(found[0].split())[:60].replace(HOLE, "…").replace(LINK, "")
                yield line, f'"{quoted}" would be shown to readers: {kind.advice}'
