"""Takes the HTML of a whole post through `raw_html`, block by block."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from rendering import debris
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
    pieces = reader.read(token.content.strip("\n"), line, token.level)
    for piece in pieces:
        if piece.type == "text" and not piece.meta["code"]:
            for below, problem in debris.find(piece.content):
                reader.refuse(piece.meta["line"] + below, problem)
    if token.content.lstrip().startswith("<!--"):
        pieces = [new for piece in pieces for new in _as_markdown(parser, piece)]
    inline = Token("inline", "", 0, map=token.map, level=token.level, children=pieces, block=True)
    written = any(piece.content.strip() or piece.type in ("image", "link_open") for piece in pieces)
    if not written or reader.open != before or any(_is_block(piece) for piece in pieces):
        return [inline]
    opening = Token("paragraph_open", "p", 1, map=token.map, block=True, level=token.level)
    return [opening, inline, Token("paragraph_close", "p", -1, block=True, level=token.level)]


def _is_block(piece: Token) -> bool:
    tag = TAG.match(piece.content) if piece.type == "html_inline" else None
    return tag is not None and tag[1] not in INLINE


def _as_markdown(parser: MarkdownIt, piece: Token) -> list[Token]:
    """Read what stands on the line of a comment: only the comment is HTML."""
    if piece.type != "text":
        return [piece]
    children: list[Token] = []
    parser.inline.parse(piece.content, parser, {}, children)
    return children
