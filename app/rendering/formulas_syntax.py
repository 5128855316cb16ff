r"""Where formulas are in Markdown, as authors of kramdown, Pandoc, Hugo, GitHub and Jupyter write them.

Inline: `$x$`, `` $`x`$ ``, `$ x $` where it can only be a formula, `\(x\)`, `\\(x\\)`, `$$x$$` in a sentence.
On lines of their own, also right below or above text: `$$ … $$`, `\[ … \]`, `\\[ … \\]`, `\begin{align} … \end{align}`.
Prices, escaped dollars and escaped brackets around words stay text.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

PAIRS = (("$$", "$$"), (r"\\[", r"\\]"), (r"\[", r"\]"), (r"\\(", r"\\)"), (r"\(", r"\)"))
ENVIRONMENT = re.compile(r"\\begin\{([A-Za-z]+\*?)\}")
ENVIRONMENTS = frozenset(
    "align alignat aligned alignedat array bmatrix Bmatrix cases CD dcases eqnarray equation flalign gather gathered "
    "matrix multline pmatrix smallmatrix split subarray subequations vmatrix Vmatrix".split()
)
REFERENCE = re.compile(r"\\(?:eq)?ref\{[^{}\n]+\}")
MAX_LINES = 300
"""Of one formula; a formula without an end is not looked for in all of a post, again and again."""

MATHS = re.compile(r"[\\^_=<>]|\w[+*/-]\w|^\s*[A-Za-z]\s*$")
"""What words in brackets and sums of money do not have."""

END = re.compile(r"[ \t]*([.,;:]?)[ \t]*")
"""What may follow a formula on its line: its punctuation."""


def formulas_plugin(parser: MarkdownIt) -> None:
    """Add tokens `math_inline` and `math_display` (within text) and `math_block`; `content` is LaTeX."""
    parser.inline.ruler.before("escape", "formula", _inline)
    alternatives = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("fence", "formula_block", _block, alternatives)


def _inline(state: StateInline, silent: bool) -> bool:
    found = _find_inline(state.src, state.pos) if state.src[state.pos] in "$\\" else None
    if not found:
        return False
    kind, content, end = found
    if not silent:
        token = state.push(kind, "math", 0)
        token.content = content
        token.markup = state.src[state.pos : end]
    state.pos = end
    return True


def _find_inline(text: str, at: int) -> tuple[str, str, int] | None:
    """Find the formula that begins at `at`. Returns the token's type, the LaTeX, and where it ends."""
    if text.startswith("\\begin{", at):
        end = _end_of_environment(text, at)
        return ("math_display", text[at:end], end) if end else None
    reference = REFERENCE.match(text, at)
    if reference:
        return "math_inline", reference[0], reference.end()
    for opening, closing in PAIRS:
        if text.startswith(opening, at):
            return _between(text, at, opening, closing)
    return _dollars(text, at) if text[at] == "$" else None


def _between(text: str, at: int, opening: str, closing: str) -> tuple[str, str, int] | None:
    end = _closing(text, at + len(opening), closing)
    content = text[at + len(opening) : end] if end is not None else ""
    if end is None or not content.strip() or (opening != "$$" and not MATHS.search(content)):
        return None
    alone = opening.endswith("[") or (opening == "$$" and content.startswith("\n") and content.endswith("\n"))
    return "math_display" if alone else "math_inline", content, end + len(closing)


def _closing(text: str, start: int, closing: str) -> int | None:
    """Find where `closing` begins, past what a backslash escapes."""
    at = start
    while at < len(text):
        if text.startswith(closing, at):
            return at
        at += 2 if text[at] == "\\" else 1
    return None


def _dollars(text: str, at: int) -> tuple[str, str, int] | None:
    before = text[at - 1] if at else ""
    if before.isdigit() or before == "$":
        return None
    for end in _ends(text, at + 1):
        content = text[at + 1 : end]
        after = text[end + 1 : end + 2]
        if content.startswith("`") and content.endswith("`") and len(content) > 2:
            return "math_inline", content[1:-1], end + 1
        if not content or "`" in content or after.isdigit():
            return None
        spaces = content[0].isspace() + content[-1].isspace()
        if spaces == 1 or (spaces == 2 and not MATHS.search(content)):
            return None
        return "math_inline", content, end + 1
    return None


def _ends(text: str, start: int) -> list[int]:
    """Find the closing dollars that come into question: one outside of braces before all others (\\text{$x$})."""
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


def _end_of_environment(text: str, at: int) -> int | None:
    """Find the end of the environment that begins at `at`, with those of its name within it."""
    begin = ENVIRONMENT.match(text, at)
    if not begin or begin[1].removesuffix("*") not in ENVIRONMENTS:
        return None
    depth = 0
    for edge in re.finditer(rf"\\(begin|end)\{{{re.escape(begin[1])}\}}", text[at:]):
        depth += 1 if edge[1] == "begin" else -1
        if depth == 0:
            return at + edge.end()
    return None


def _block(state: StateBlock, line: int, last: int, silent: bool) -> bool:
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


def _content(text: str, opening: str, closing: str) -> str | None:
    """Return the LaTeX of lines that are one formula and its punctuation; None: not yet, or more than that."""
    if not closing:
        end = stop = _end_of_environment(text, 0)
        start = 0
    else:
        start = len(opening)
        stop = _closing(text, start, closing)
        end = stop + len(closing) if stop is not None else None
    if end is None or stop is None:
        return None
    content, rest = text[start:stop], END.fullmatch(text, end)
    if not rest or not content.strip() or (opening.endswith("[") and "\n" not in content and not MATHS.search(content)):
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
