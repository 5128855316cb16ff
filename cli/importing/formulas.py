r"""Formulas that were escaped for a Markdown that does not know them: `$x\_{i}$`, `$\\{1\\}$`."""

from __future__ import annotations

import re

from importing.prose import CODE, FORMULA

ESCAPED = re.compile(r"\\_\{|(?s:\\\\\{.*\\\\\})")
"""What LaTeX never has so: an underscore that begins an index, braces behind line breaks."""
ESCAPE = re.compile(r"\\([\\_*])")


def unescape(body: str) -> str:
    """Take the backslashes that such a Markdown takes, out of formulas that have them."""
    if "$" not in body or not ESCAPED.search(body):
        return body
    parts: list[str] = []
    done = 0
    for code in CODE.finditer(body):
        parts += [FORMULA.sub(_formula, body[done : code.start()]), code[0]]
        done = code.end()
    return "".join([*parts, FORMULA.sub(_formula, body[done:])])


def _formula(found: re.Match[str]) -> str:
    return ESCAPE.sub(r"\1", found[0]) if found[0].startswith("$") and ESCAPED.search(found[0]) else found[0]
