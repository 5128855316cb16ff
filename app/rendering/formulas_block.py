"""Formulas on lines of their own, in Markdown."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

from rendering.formulas_delimiters import PAIRS, closing, end_of_environment, in_brackets

MAX_LINES = 300
"""Of one formula; a formula without an end is not looked for in all of a post, again and again."""

END = re.compile(r"[ \t]*([.,;:]?)[ \t]*")
"""What may follow a formula on its line: its punctuation."""


def formula_block(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """Read a formula that begins at `line`, also in the middle of a paragraph: a rule of markdown-it."""
    if state.is_code_block(line):
        return False
    first = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    opening = next((pair for pair in (*PAIRS[:3], ("\\begin{", "")) if first.startswith(pair[0])), None)
    if not opening or (silent and _within(state, line)):
        return False
    lines = [first]
    for below in range(line + 1, min(last, line + MAX_LINES) + 1):
        ends = (opening[1] or "\\end{") in lines[-1]
        content = _content("\n".join(lines), *opening) if ends else None
        if content is not None:
            if not silent:
                _push(state, line, below, content)
            return True
        if below == last or (state.sCount[below] < state.blkIndent and not state.isEmpty(below)):
            break
        lines.append(state.getLines(below, below + 1, state.blkIndent, False))
    return False


def _content(text: str, opening: str, close: str) -> str | None:
    """Return the LaTeX of lines that are one formula and its punctuation; None: not yet, or more than that."""
    if not close:
        end = stop = end_of_environment(text, 0)
        start = 0
    else:
        start = len(opening)
        stop = closing(text, start, close)
        end = stop + len(close) if stop is not None else None
    if end is None or stop is None:
        return None
    content, rest = in_brackets(text[start:stop], opening) if close else text[:stop], END.fullmatch(text, end)
    if not rest or not content or not content.strip():
        return None
    return content.strip() + (f"\\text{{{rest[1]}}}" if rest[1] else "")


def _within(state: StateBlock, line: int) -> bool:
    """Tell whether a formula that began in the paragraph above ends here: then nothing begins."""
    above = state.getLines(state.line, line, state.blkIndent, False)
    return bool(above.count("$$") % 2 or above.count("\\begin{") > above.count("\\end{"))


def _push(state: StateBlock, line: int, below: int, content: str) -> None:
    state.line = below
    token = state.push("math_block", "math", 0)
    token.block = True
    token.content = content
    token.map = [line, below]
