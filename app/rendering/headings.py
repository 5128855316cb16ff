"""The levels of a post's headings: below its title, which is the page's h1."""

from __future__ import annotations

import re

from markdown_it.token import Token


def heading_id(title: str) -> str:
    """Return a heading's id as GitHub makes it: "Why & how?" is why--how."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-").strip("-") or "section"


def arrange(tokens: list[Token], title: str) -> None:
    """Make `#` headings h2, and those below them one level deeper, too, so that all keep their order.

    A `#` at the beginning that repeats the title is dropped.
    """
    if _repeats(tokens, title):
        del tokens[:3]
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    if any(token.tag == "h1" for token in headings):
        for token in headings:
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"


def _repeats(tokens: list[Token], title: str) -> bool:
    first = [token.type for token in tokens[:3]] == ["heading_open", "inline", "heading_close"]
    return first and tokens[0].tag == "h1" and _words(tokens[1].content) == _words(title)


def _words(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
