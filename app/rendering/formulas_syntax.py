r"""Where formulas are in Markdown, as authors of kramdown, Pandoc, Hugo, GitHub and Jupyter write them.

Inline: `$x$`, `` $`x`$ ``, `$ x $` where it can only be a formula, `\(x\)`, `\\(x\\)`, `$$x$$` in a sentence.
On lines of their own, also right below or above text: `$$ … $$`, `\[ … \]`, `\\[ … \\]`, `\begin{align} … \end{align}`.
Prices, escaped dollars and escaped brackets around words stay text.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from rendering.formulas_block import formula_block
from rendering.formulas_delimiters import (
    COMMAND,
    DISPLAYED,
    LETTERS,
    MATHS,
    PAIRS,
    closing,
    end_of_environment,
    in_brackets,
)

REFERENCE = re.compile(r"\\(?:eq)?ref\{[^{}\n]+\}")


def formulas_plugin(parser: MarkdownIt) -> None:
    """Add tokens `math_inline` and `math_display` (within text) and `math_block`; `content` is LaTeX."""
    parser.inline.ruler.before("escape", "formula", _inline)
    interrupts = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("fence", "formula_block", formula_block, {"alt": interrupts})


def _inline(state: StateInline, silent: bool) -> bool:
    found = _find_inline(state.src, state.pos) if state.src[state.pos] in "$\\" else None
    if not found:
        return False
    kind, content, end = found
    if not silent:
        token = state.push("math_display" if DISPLAYED.match(content) else kind, "math", 0)
        token.content = content
        token.markup = state.src[state.pos : end]
    state.pos = end
    return True


def _find_inline(text: str, at: int) -> tuple[str, str, int] | None:
    """Find the formula that begins at `at`. Returns the token's type, the LaTeX, and where it ends."""
    if text.startswith("\\begin{", at):
        end = end_of_environment(text, at)
        return ("math_display", text[at:end], end) if end else None
    reference = REFERENCE.match(text, at)
    if reference:
        return "math_inline", reference[0], reference.end()
    for opening, close in PAIRS:
        if text.startswith(opening, at):
            return _between(text, at, opening, close)
    return _dollars(text, at) if text[at] == "$" else None


def _between(text: str, at: int, opening: str, close: str) -> tuple[str, str, int] | None:
    end = closing(text, at + len(opening), close)
    content = in_brackets(text[at + len(opening) : end], opening) if end is not None else None
    if end is None or not content or not content.strip():
        return None
    alone = opening.endswith("[") or (opening == "$$" and content.startswith("\n") and content.endswith("\n"))
    return "math_display" if alone else "math_inline", content, end + len(close)


def _dollars(text: str, at: int) -> tuple[str, str, int] | None:
    before = text[at - 1] if at else ""
    if before == "$":
        return None
    for end in _ends(text, at + 1):
        content = text[at + 1 : end]
        after = text[end + 1 : end + 2]
        if content.startswith("`") and content.endswith("`") and len(content) > 2:
            return "math_inline", content[1:-1], end + 1
        if not content or "`" in content or after.isdigit():
            return None
        spaces = content[0].isspace() + content[-1].isspace()
        if (before.isdigit() or (spaces == 1 and not LETTERS.search(content))) and not COMMAND.search(content):
            return None
        if spaces == 2 and not MATHS.search(content):
            return None
        return "math_inline", content, end + 1
    return None


def _ends(text: str, start: int) -> list[int]:
    r"""Find the closing dollars that come into question: one outside of braces before all others (\text{$x$})."""
    found: list[int] = []
    depth, at = 0, start
    while at < len(text):
        if text[at] == "$":
            found.append(at)
            if depth <= 0:
                return [at]
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 2 if text[at] == "\\" else 1
    return found[:1]
