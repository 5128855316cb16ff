"""Bare addresses in text (`https://…`), which GitHub's Markdown links: without the backslashes of escaped marks."""

from __future__ import annotations

import re
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

ESCAPED = re.compile(r"(?:\\|%5C)([_*~])")


def bare_links_plugin(parser: MarkdownIt) -> None:
    """Link bare addresses; a backslash before `_`, `*` or `~` is Markdown's, and no part of them."""
    parser.use(gfm_autolink_plugin)
    parser.core.ruler.after("inline", "bare_links", _core)


def _core(state: StateCore) -> None:
    for token in state.tokens:
        for opening, text in pairwise(token.children or ()):
            if opening.type == "link_open" and opening.info == "auto":
                opening.attrSet("href", ESCAPED.sub(r"\1", str(opening.attrGet("href"))))
                text.content = ESCAPED.sub(r"\1", text.content)
