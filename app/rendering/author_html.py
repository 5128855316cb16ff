"""Takes the HTML of a whole post through `raw_html`, block by block."""

from __future__ import annotations

import re
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from rendering import debris
from rendering.headings import heading_id
from rendering.html_tags import INLINE
from rendering.raw_html import Reader, Refuse

TAG = re.compile(r"</?([a-z][a-z0-9-]*)")


def take(parser: MarkdownIt, tokens: list[Token], refuse: Refuse) -> list[Token]:
    """Return the tokens with HTML as tokens like any other: its pictures and links are checked as those of Markdown.

    Args:
        parser: for Markdown on the line of a comment.
        tokens: of the whole post, as parsed.
        refuse: gets each problem with its line in the body, from 0.
    """
    reader = Reader(refuse)
    taken: list[Token] = []
    for token in tokens:
        if token.nesting < 0:
            reader.end(token.level)
        if token.type == "html_block":
            taken += _block(parser, reader, token)
            continue
        if token.type == "inline":
            _inline(reader, token)
        taken.append(token)
    reader.end(-1)
    return taken


def _inline(reader: Reader, token: Token) -> None:
    line = token.map[0] if token.map else 0
    above = len(reader.open)
    children: list[Token] = []
    for child in token.children or ():
        if child.type == "html_inline":
            pieces = reader.read(child.content, line, token.level)
            lines = child.content.count("\n")
            line += lines
            if lines and pieces:
                pieces[-1].meta["lines"] = lines
            children += pieces
        else:
            line += child.type in ("softbreak", "hardbreak")
            children.append(child)
    reader.end(-1, above)
    token.children = children


def _block(parser: MarkdownIt, reader: Reader, token: Token) -> list[Token]:
    line = token.map[0] if token.map else 0
    before = list(reader.open)
    pieces = reader.read(token.content.strip("\n"), line, token.level, in_block=True)
    commented = token.content.lstrip().startswith("<!--")
    for index, piece in enumerate(pieces):
        if piece.type == "text" and not piece.meta["code"] and not commented:
            # After <b>Left</b> a text goes on: what is debris at a paragraph's beginning is none there.
            goes_on = index > 0 and not _is_block(pieces[index - 1])
            for below, problem in debris.find(debris.HOLE * goes_on + piece.content):
                reader.refuse(piece.meta["line"] + below, problem)
    if commented:
        pieces = [new for piece in pieces for new in _as_markdown(parser, reader, piece)]
    if any(piece.type == "heading_open" for piece in pieces):
        return _with_headings(reader, token, pieces)
    inline = Token("inline", "", 0, map=token.map, level=token.level, children=pieces, block=True)
    written = any(piece.content.strip() or piece.type in ("image", "link_open") for piece in pieces)
    if not written or reader.open != before or any(_is_block(piece) for piece in pieces):
        return [inline]
    opening = Token("paragraph_open", "p", 1, map=token.map, block=True, level=token.level)
    return [opening, inline, Token("paragraph_close", "p", -1, block=True, level=token.level)]


def _with_headings(reader: Reader, block: Token, pieces: list[Token]) -> list[Token]:
    """Make headings of HTML those of Markdown: with ids, and in their levels (headings.py)."""
    taken: list[Token] = []
    inside = False
    for piece in pieces:
        if piece.block:
            if (piece.nesting > 0) == inside:
                reader.refuse(block.map[0] if block.map else 0, f"<{piece.tag}> is not closed, or closes nothing")
                return []
            inside = not inside
            taken.append(piece)
        elif taken and taken[-1].type == "inline":
            (taken[-1].children or []).append(piece)
        else:
            taken.append(Token("inline", "", 0, map=block.map, level=block.level, children=[piece], block=True))
    for opening, inline in pairwise(taken):
        if opening.type == "heading_open" and not opening.attrGet("id") and inline.type == "inline":
            words = "".join(child.content for child in inline.children or () if child.type == "text")
            opening.attrSet("id", heading_id(words))
            inline.content = words
    if inside:
        reader.refuse(block.map[0] if block.map else 0, "a heading is not closed")
    return taken


def _is_block(piece: Token) -> bool:
    tag = TAG.match(piece.content) if piece.type == "html_inline" else None
    return tag is not None and tag[1] not in INLINE


def _as_markdown(parser: MarkdownIt, reader: Reader, piece: Token) -> list[Token]:
    """Read what stands on the line of a comment: only the comment is HTML."""
    if piece.type != "text":
        return [piece]
    children: list[Token] = []
    parser.inline.parse(piece.content, parser, {}, children)
    for below, problem in debris.check(children):
        reader.refuse(piece.meta["line"] + below, problem)
    return children
