r"""A table of contents, where a post asks for one: `[TOC]`, `[[toc]]`, `{:toc}` below a list, `\toc`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

MARK = re.compile(r"\[\[?_?toc_?\]?\]|\\toc|\\tableofcontents", re.IGNORECASE)
KRAMDOWN = re.compile(r"[^\n]*\n?\{:\s*toc\b[^{}\n]*\}")
PARAGRAPH = ["paragraph_open", "inline", "paragraph_close"]
LEFT_OUT = ("link_open", "link_close", "image", "footnote_ref", "html_inline")
"""What a heading may have and its entry has not."""


def contents_plugin(parser: MarkdownIt) -> None:
    """Put a token `contents` where a table of contents is asked for, which `fill` replaces."""
    parser.core.ruler.before("debris", "contents", _core)


def _core(state: StateCore) -> None:
    kept: list[Token] = []
    index = 0
    while index < len(state.tokens):
        length = _asked(state.tokens, index)
        kept.append(Token("contents", "", 0) if length else state.tokens[index])
        index += length or 1
    state.tokens = kept


def _asked(tokens: list[Token], index: int) -> int:
    """Return how many tokens from `index` on ask for a table of contents: a paragraph, or a list of one item."""
    if tokens[index].level:
        return 0
    if [token.type for token in tokens[index : index + 3]] == PARAGRAPH:
        return 3 * bool(MARK.fullmatch(tokens[index + 1].content) or KRAMDOWN.fullmatch(tokens[index + 1].content))
    if not tokens[index].type.endswith("_list_open"):
        return 0
    shape = [token.type for token in tokens[index : index + 7]]
    item = ["list_item_open", *PARAGRAPH, "list_item_close"]
    one = shape == [shape[0], *item, shape[0].replace("open", "close")]
    return 7 * (one and bool(KRAMDOWN.fullmatch(tokens[index + 3].content)))


def fill(tokens: list[Token]) -> list[Token]:
    """Replace each `contents` by links to the headings below it, which have their ids and levels."""
    filled: list[Token] = []
    for index, token in enumerate(tokens):
        filled += list(_list(tokens[index:])) if token.type == "contents" else [token]
    return filled


def _list(tokens: list[Token]) -> Iterator[Token]:
    levels: list[int] = []
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open" or not opening.attrGet("id"):
            continue
        level = int(opening.tag[1])
        if not levels or level > levels[-1]:
            levels.append(level)
            yield Token("bullet_list_open", "ul", 1, block=True)
        else:
            while len(levels) > 1 and level <= levels[-2]:
                levels.pop()
                yield from _close()
            yield Token("list_item_close", "li", -1, block=True)
        yield Token("list_item_open", "li", 1, block=True)
        yield _entry(str(opening.attrGet("id")), inline)
    for _ in levels:
        yield from _close()


def _close() -> Iterator[Token]:
    yield Token("list_item_close", "li", -1, block=True)
    yield Token("bullet_list_close", "ul", -1, block=True)


def _entry(target: str, heading: Token) -> Token:
    words = [deepcopy(child) for child in heading.children or () if child.type not in LEFT_OUT]
    opening = Token("link_open", "a", 1, attrs={"href": f"#{target}"})
    return Token("inline", "", 0, content=heading.content, children=[opening, *words, Token("link_close", "a", -1)])
