"""Descriptions of pictures: read aloud, so without the marks of Markdown, tags and what nobody meant."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from rendering import debris


def plain(token: Token) -> str | None:
    """Make the description of an image plain text. Returns what is wrong with it, or None."""
    words = _words(token.children or []).strip()
    token.content = words
    token.children = [Token("text", "", 0, content=words)]
    # Of marks only those that nothing may show: `x` is no code in a description.
    found = next(debris.find(words, debris.HOLE * len(words)), None)
    return f"the description of the image: {found[1]}" if found else None


def _words(children: Sequence[Token]) -> str:
    return "".join(
        _words(child.children)
        if child.type == "image" and child.children
        else ""
        if child.type == "html_inline"
        else " "
        if child.type.endswith("break")
        else child.content
        for child in children
    )
