"""Where a formula ends: delimiters, and what only formulas have."""

from __future__ import annotations

import re

PAIRS = (("$$", "$$"), (r"\\[", r"\\]"), (r"\[", r"\]"), (r"\\(", r"\\)"), (r"\(", r"\)"))
ENVIRONMENT = re.compile(r"\\begin\{([A-Za-z]+\*?)\}")
ENVIRONMENTS = re.compile(
    r"(align|alignat|aligned|alignedat|array|[bBpvV]?matrix|cases|CD|dcases|eqnarray|equation|flalign|gather|gathered|"
    r"multline|smallmatrix|split|subarray|subequations)\*?"
)
DISPLAYED = re.compile(r"\s*\\begin\{(align|alignat|eqnarray|equation|gather|multline|split)\*?\}")
"""Environments that LaTeX shows on lines of their own wherever they stand."""

COMMAND = re.compile(r"\\[A-Za-z]")
"""What makes a formula of dollars that look like two prices: `2$\times$`, `$ 1 - \beta$`."""

LETTERS = re.compile(r"^(?=.*[A-Za-z])(?:(?!.*[A-Za-z]{2})|(?=.*[\^_])(?!.*[A-Za-z]{3}))[^$]{1,60}$")
"""Letters, but no words: `$ ac T^4$` and `$ n, m$` are formulas, `$ 5 and 6$` is money."""

BRACKETED = re.compile(r"\\[A-Za-z]|[\^=]|_\{|(?<![A-Za-z])[A-Za-z]_\w|^\s*[A-Za-z]\s*$|\w ?[+*<>] ?\w")
"""What escaped brackets around words do not have; also not around a letter, if they are square: `\\[r\\]ead`."""

ESCAPED = re.compile(r"\\([\\_*])")

MATHS = re.compile(r"[\\^_=<>]|\w[+*/-]\w|^\s*[A-Za-z]\s*$")
"""What words in brackets and sums of money do not have."""


def in_brackets(content: str, opening: str) -> str | None:
    r"""Return the LaTeX between a pair of PAIRS, or None for words in brackets that Markdown escapes.

    Where Markdown takes one of two backslashes, it also takes those before `_`, `*` and `\\`.
    """
    if opening.startswith("\\\\"):
        return ESCAPED.sub(r"\1", content)
    words = not BRACKETED.search(content) or (opening == "\\[" and len(content.strip()) == 1)
    return None if opening != "$$" and words else content


def closing(text: str, start: int, close: str) -> int | None:
    """Find where `close` begins, past what a backslash escapes."""
    at = start
    while at < len(text):
        if text.startswith(close, at):
            return at
        at += 2 if text[at] == "\\" else 1
    return None


def end_of_environment(text: str, at: int) -> int | None:
    """Find the end of the environment that begins at `at`, with those of its name within it."""
    begin = ENVIRONMENT.match(text, at)
    if not begin or not ENVIRONMENTS.fullmatch(begin[1]):
        return None
    depth = 0
    for edge in re.finditer(rf"\\(begin|end)\{{{re.escape(begin[1])}\}}", text[at:]):
        depth += 1 if edge[1] == "begin" else -1
        if depth == 0:
            return at + edge.end()
    return None
