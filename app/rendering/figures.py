"""Pictures, videos and interactive figures in a post: loaded when they come into sight, with a caption where alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from html import escape
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from content.media import VIDEOS
from rendering import debris, descriptions
from rendering.assets import Asset
from rendering.interactive import STILLS, frame, still_of, video
from rendering.media import PICTURES
from rendering.pictures import COLUMN

SIZES = f"(max-width: {COLUMN // 16}rem) 100vw, {COLUMN // 16}rem"
"""How wide the page shows a figure (static/style.css): the browser chooses the file by it."""

STILL_MEDIA = "(max-width: 34rem), (prefers-reduced-motion: reduce)"
"""Where a moving picture stands still until it is opened: a phone's reader pays for each megabyte."""

ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
ALONE = "alone"
"""In the meta of an image that is all of its paragraph."""


def beside(source: str, assets: Mapping[str, Asset]) -> Asset | None:
    """Return the file that a post names as `source`, a path from the post's own place."""
    return assets.get(normpath(unquote(source))) if source else None


def place(token: Token, assets: Mapping[str, Asset]) -> str | None:
    """Give an image its address and sizes. Returns what is wrong with it instead, or None."""
    source = unquote(str(token.attrGet("src")))
    asset = beside(source, assets)
    if not asset:
        return _missing(source, assets)
    problem = descriptions.plain(token)
    if problem:
        return problem
    if not token.content:
        return f'the image "{source}" has no description; write ![what it shows]({source})'
    suffix = PurePosixPath(asset.name).suffix.lower()
    if suffix == ".html" or suffix in VIDEOS:
        return _place_on_demand(token, asset, normpath(source), assets)
    if suffix not in PICTURES and suffix != ".svg":
        return f'"{source}" is no picture; offer it as [what it is]({source})'
    _place_picture(token, asset)
    return None


def _missing(source: str, assets: Mapping[str, Asset]) -> str:
    if source.lower().startswith("data:"):
        return f'the picture "{source[:30]}…" is written into the text; save it as a file beside the post'
    if ELSEWHERE.match(source):
        return (
            f'the picture "{source}" is on another site, and pages load nothing from other sites; '
            f"put it beside the post, or link to it as [what it shows]({source})"
        )
    near = get_close_matches(source, assets, n=1, cutoff=0.8)
    near = near or [name for name in assets if PurePosixPath(name).name.lower() == PurePosixPath(source).name.lower()]
    return f'there is no image "{source}" beside the post' + (f'; did you mean "{near[0]}"?' if near else "")


def _place_picture(token: Token, asset: Asset) -> None:
    token.attrSet("src", asset.address)
    if any(address != asset.address for _, _, address in asset.sizes):
        token.attrSet("srcset", ", ".join(f"{address} {width}w" for width, _, address in asset.sizes))
        token.attrSet("sizes", SIZES)
    token.attrSet("loading", "lazy")
    token.attrSet("decoding", "async")
    if asset.size:
        token.attrSet("width", str(asset.size[0]))
        token.attrSet("height", str(asset.size[1]))
    if asset.still:
        token.type = "html_inline"
        token.attrSet("alt", token.content)
        token.content = (
            f'<a class="moving" href="{escape(asset.address)}"><picture><source media="{STILL_MEDIA}" '
            f'srcset="{escape(asset.still)}">{_image(token)}</picture></a>'
        )


def _place_on_demand(token: Token, asset: Asset, source: str, assets: Mapping[str, Asset]) -> str | None:
    if ALONE not in token.meta:
        return f'"{source}" must be alone: put an empty line before and after it'
    still = still_of(source, assets)
    if not still:
        stem = source.rpartition(".")[0]
        return (
            f'"{source}" needs a still picture beside it, for feeds, print and phones: '
            f"save one as {stem}.png (or {', '.join(STILLS[1:])})"
        )
    shown = token.content
    kind = VIDEOS.get(f".{source.rpartition('.')[2].lower()}")
    if kind:
        token.content = video(asset, still, shown, kind)
    else:
        _place_picture(token, still)
        token.attrSet("alt", shown)
        token.content = _image(token) + frame(asset, still, shown)
    token.type = "html_inline"
    return None


def _image(token: Token) -> str:
    names = ("src", "alt", "srcset", "sizes", "loading", "decoding", "width", "height")
    return "<img" + "".join(f' {n}="{escape(str(token.attrs[n]))}"' for n in names if n in token.attrs) + ">"


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
    children[0].meta[ALONE] = True
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
