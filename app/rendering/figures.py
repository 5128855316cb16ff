"""Images in a post: right-sized, loaded when they come into sight, with a caption where they stand alone."""

from __future__ import annotations

from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.token import Token

from rendering.assets import Asset
from rendering.pictures import COLUMN

SIZES = f"(max-width: {COLUMN // 16}rem) 100vw, {COLUMN // 16}rem"
"""How wide the page shows a figure (static/style.css): the browser chooses the file by it."""


def place(token: Token, assets: Mapping[str, Asset]) -> str | None:
    """Give an image its address and sizes. Returns what is wrong with it instead, or None."""
    source = str(token.attrGet("src"))
    asset = assets.get(source.removeprefix("./"))
    if not asset:
        return f'there is no image "{source}" beside the post'
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


def shareable(token: Token, assets: Mapping[str, Asset]) -> Asset | None:
    """Return the image's asset where other sites can show it beside a link; they take no SVG."""
    address = token.attrGet("src")
    return next((asset for asset in assets.values() if asset.address == address and asset.sizes), None)


def wrap(parser: MarkdownIt, tokens: list[Token], index: int) -> None:
    """Turn a paragraph that is one image into a figure; the image's title becomes the caption."""
    opening, inline, closing = tokens[index - 1 : index + 2]
    children = inline.children or []
    if opening.type != "paragraph_open" or opening.hidden or len(children) != 1 or children[0].type != "image":
        return
    opening.tag = closing.tag = "figure"
    title = children[0].attrs.pop("title", None)
    if title:
        caption = Token("html_inline", "", 0)
        caption.content = f"<figcaption>{parser.renderInline(str(title))}</figcaption>"
        children.append(caption)
