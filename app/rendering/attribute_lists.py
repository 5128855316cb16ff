"""Attribute lists: `{#id .class width=50%}` after a heading, link, picture or code, kramdown's `{: .class}` anywhere.

A heading's id is kept. The rest is looks, which are the blog's own (static/style.css), and dropped.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

VALUE = r"""(?:"[^"\n]*"|'[^'\n]*'|[^\s}"'<>]+)"""
ITEM = rf"(?:[#.][\w:-]+|[\w-]+={VALUE}|-)"
LIST = re.compile(rf"\{{(?::\s*(?P<kramdown>[^{{}}\n%]*)|\s*{ITEM}(?:\s*{ITEM})*\s*)\}}")
ID = re.compile(r"#([\w:-]+)")
CONTENTS = re.compile(r"\s*:?\s*toc\b")


def attribute_lists_plugin(parser: MarkdownIt) -> None:
    """Take attribute lists out of the text; `{:toc}` stays, for there is no table of contents."""
    parser.block.ruler.before("reference", "attribute_list_line", _line)
    parser.inline.ruler.before("emphasis", "attribute_list", _inline)
    parser.core.ruler.after("inline", "attribute_lists", _core)


def _line(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """Drop a line of its own above a list or table, which would else be the beginning of a paragraph."""
    found = LIST.fullmatch(state.getLines(start, start + 1, state.blkIndent, False).strip())
    if silent or not found or found["kramdown"] is None or CONTENTS.match(found["kramdown"]):
        return False
    state.line = start + 1
    return True


def _inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{":
        return False
    found = LIST.match(state.src, state.pos)
    if not found or (found["kramdown"] is not None and CONTENTS.match(found["kramdown"])):
        return False
    before = state.src[state.pos - 1] if state.pos else ""
    at_end = not state.src[found.end() :].strip()
    if found["kramdown"] is None and before not in (")", "]", "`", "*", "_", ">") and not at_end:
        return False
    if not silent:
        token = state.push("attribute_list", "", 0)
        token.content = found[0]
        token.meta = {"anywhere": found["kramdown"] is not None or before in ")]`*_>"}
    state.pos = found.end()
    return True


def _core(state: StateCore) -> None:
    for index, token in enumerate(state.tokens):
        if token.type == "inline" and token.children:
            _take(state.tokens[index - 1], token)
    kept: list[Token] = []
    for token in state.tokens:
        if (
            token.type == "paragraph_close"
            and len(kept) > 1
            and kept[-1].type == "inline"
            and kept[-1].meta.get("empty")
        ):
            del kept[-2:]
        else:
            kept.append(token)
    state.tokens = kept


def _take(opening: Token, inline: Token) -> None:
    heading = opening.type == "heading_open"
    children: list[Token] = []
    for child in inline.children or ():
        if child.type != "attribute_list":
            children.append(child)
        elif not heading and not child.meta["anywhere"]:
            children.append(Token("text", "", 0, content=child.content))
        else:
            named = ID.search(child.content)
            if heading and named:
                opening.attrSet("id", named[1])
    if len(children) == len(inline.children or ()):
        return
    while children and (
        children[-1].type == "softbreak" or (children[-1].type == "text" and not children[-1].content.strip())
    ):
        children.pop()
    if children and children[-1].type == "text":
        children[-1].content = children[-1].content.rstrip()
    inline.children = children
    inline.meta["empty"] = not children
