"""Emphasis beside Chinese, Japanese and Korean: CommonMark asks for blanks that these scripts do not have."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffee\U00020000-\U0003ffff]"
)


def emphasis_plugin(parser: MarkdownIt) -> None:
    """Let `**“star”**` be bold also where a letter of these scripts follows at once, as in most editors."""
    parser.inline.ruler.before("emphasis", "cjk_emphasis", _stars)


def _stars(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if silent or state.src[start] != "*":
        return False
    scanned = state.scanDelims(start, True)
    end = start + scanned.length
    before, after = state.src[start - 1 : start] or " ", state.src[end : end + 1] or " "
    opens = scanned.can_open or (CJK.match(before) is not None and not after.isspace())
    closes = scanned.can_close or (CJK.match(after) is not None and not before.isspace())
    if (opens, closes) == (scanned.can_open, scanned.can_close):
        return False
    for _ in range(scanned.length):
        state.push("text", "", 0).content = "*"
        state.delimiters.append(
            Delimiter(ord("*"), length=scanned.length, token=len(state.tokens) - 1, end=-1, open=opens, close=closes)
        )
    state.pos = end
    return True
