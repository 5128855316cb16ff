"""Images in a post: right-sized, loaded when they come into sight, with a caption where they stand alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from rendering import debris
from rendering.assets import Asset
from rendering.pictures import COLUMN

SIZES = f"(max-width: {COLUMN // 16}rem) 100vw, {COLUMN // 16}rem"
"""How wide the page shows a figure (static/style.css): the browser chooses the file by it."""


def place(token: Token, assets: Mapping[str, Asset]) -> str | None:
    """Give an image its address and sizes. Returns what is wrong with it instead, or None."""
    source = unquote(str(token.attrGet("src")))
    asset = assets.get(source.removeprefix("./"))
    if not asset:
        return _missing(source)
    if not token.content.strip():
        return f'the image "{source}" has no description; write ![what it shows]({source})'
    token.attrSet("src", asset.address)
    if len(asset.sizes) > 1:
        token.attrSet("srcset", ", ".join(f"{address} {width}w" for width, _, address in asset.sizes))
        token.attrSet("sizes", SIZES)
    token.attrSet("loading", "lazy")
    token.attrSet("decoding", "async")
    if asset.size:
        token.attrSet("width", str(asset.size[0]))
        token.attrSet("height", str(asset.size[1]))
    return None


def _missing(source: str) -> str:
    if re.match(r"(?:https?:)?//", source):
        return f'the image "{source}" is of another site, which pages do not load: put it beside the post'
    if source.startswith("data:"):
        return "an image within the text (data:): save it as a file beside the post"
    if "/" in source.removeprefix("./"):
        return f'there is no image "{source}" beside the post; move it beside, and write ({source.rpartition("/")[2]})'
    return f'there is no image "{source}" beside the post'


def shareable(token: Token, assets: Mapping[str, Asset]) -> Asset | None:
    """Return the image's asset where other sites can show it beside a link; they take no SVG."""
    address = token.attrGet("src")
    return next((asset for asset in assets.values() if asset.address == address and asset.sizes), None)


def wrap(parser: MarkdownIt, tokens: list[Token], index: int) -> list[str]:
    """Turn a paragraph that is one image into a figure; the image's title becomes the caption.

    Returns what is wrong with the caption.
    """
    opening, inline = tokens[index - 1], tokens[index]
    children = [child for child in inline.children or [] if child.type != "html_inline" or child.content]
    if opening.type != "paragraph_open" or opening.hidden or [child.type for child in children] != ["image"]:
        return []
    opening.tag = tokens[index + 1].tag = "figure"
    title = str(children[0].attrs.pop("title", "") or "")
    if not title:
        return []
    caption: list[Token] = []
    parser.inline.parse(title, parser, {}, caption)
    if any(piece.type in ("html_inline", "image") for piece in caption):
        return ["HTML or a picture in a caption: write text, *emphasis*, [links](…) and $formulas$ there"]
    inline.children = [
        *children,
        Token("caption_open", "figcaption", 1),
        *caption,
        Token("caption_close", "figcaption", -1),
    ]
    return [problem for _, problem in debris.check(caption)]
