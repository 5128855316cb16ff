"""From tokens to HTML in which nothing is left that an author must not write.

What the renderer itself makes (formulas, highlighted code) is put in afterwards: a sanitizer knows little of MathML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rendering.html_tags import ATTRIBUTES, SAFE, SCHEMES

SLOT = re.compile("\ufdd0([0-9]+)\ufdd1")
"""Stands for HTML of ours. These two are no characters, and `plain` keeps them out of what authors write."""

TAGS = set(SAFE | {"h1", "h2", "h3", "h4", "h5", "h6", "section", "input"})
OURS = {
    "*": {"class", "tabindex"},
    "a": {"href", "aria-label"},
    "img": {"src", "srcset", "sizes", "alt", "loading", "decoding", "width", "height"},
    "ol": {"start"},
    "input": {"type", "checked", "disabled"},
}
ALLOWED = {tag: ATTRIBUTES.get(tag, set()) | OURS.get(tag, set()) for tag in {*ATTRIBUTES, *OURS}}


def plain(text: str) -> str:
    """Return the text without characters that this module uses itself, or that HTML cannot hold."""
    return re.sub("[\0\ufdd0\ufdd1]", "\N{REPLACEMENT CHARACTER}", text)


def to_html(parser: MarkdownIt, tokens: Sequence[Token], env: dict[str, object]) -> str:
    """Render tokens. HTML in tokens that `raw_html` did not make is trusted."""
    ours: list[str] = []
    for token in every(tokens):
        if token.type in ("html_block", "html_inline") and not token.meta.get("author"):
            ours.append(token.content)
            token.content = f"\ufdd0{len(ours) - 1}\ufdd1"
    html = parser.renderer.render(tokens, parser.options, env)
    html = nh3.clean(html, tags=TAGS, attributes=ALLOWED, url_schemes=set(SCHEMES), link_rel=None)
    return SLOT.sub(lambda slot: ours[int(slot[1])], html)


def every(tokens: Sequence[Token]) -> Iterator[Token]:
    """Go through the tokens and those within them."""
    for token in tokens:
        yield token
        yield from every(token.children or ())
