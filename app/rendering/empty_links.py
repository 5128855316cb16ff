"""Links that show nothing: left out of headings, where editors and forums leave them, and refused elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it.token import Token


def drop(tokens: list[Token], refuse: Callable[[int, str], None]) -> None:
    """Take links without text out of headings. Elsewhere `refuse` gets the line, from 0, and what to write."""
    for index, token in enumerate(tokens):
        children = token.children or []
        line = token.map[0] if token.map else 0
        kept: list[Token] = []
        for child in children:
            line += child.type in ("softbreak", "hardbreak") or child.meta.get("lines", 0)
            opening = _opening(kept) if _closes(child) else None
            if opening is None:
                kept.append(child)
                continue
            target = str(kept[opening].attrGet("href"))
            if tokens[index - 1].type != "heading_open":
                refuse(line, f'the link to "{target[:80]}" has no text: write [what it is]({target[:80]})')
            del kept[opening:]
        token.children = kept if children else token.children


def _closes(token: Token) -> bool:
    return token.type == "link_close" or (token.type == "html_inline" and token.content == "</a>")


def _opening(kept: list[Token]) -> int | None:
    """Find the link that ends here and shows nothing; one with an id is a target of other links."""
    index = len(kept) - 1
    while index >= 0 and kept[index].type == "text" and not kept[index].content.strip():
        index -= 1
    found = index >= 0 and kept[index].type == "link_open" and not kept[index].attrGet("id")
    return index if found else None
