"""Interactive figures: an HTML file beside a post, shown in a sandboxed frame once a reader opens it.

The file is served with a policy of its own (blog/files.py), under which it can load nothing and reach nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from rendering.assets import Asset

STILLS = (".png", ".svg", ".jpg", ".jpeg", ".webp")
HEIGHTS = (260, 900)
"""Pixels of the frame at least and at most; between them it is as high as its still."""


def still_of(source: str, assets: Mapping[str, Asset]) -> Asset | None:
    """Return the picture beside the figure or video `source` that has its name, if there is one."""
    stem = source.rpartition(".")[0]
    return next((assets[stem + suffix] for suffix in STILLS if stem + suffix in assets), None)


def frame(asset: Asset, still: Asset, shown: str) -> str:
    """Return the part of a page that shows the figure on demand: no script, and nothing is loaded before."""
    width, height = still.size or (736, 460)
    high = min(max(round(736 * height / width), HEIGHTS[0]), HEIGHTS[1])
    return (
        f'<details class="interactive"><summary>Interactive figure ({megabytes(asset.length)})</summary>'
        f'<iframe src="{escape(asset.address)}" title="{escape(shown)}" sandbox="allow-scripts" loading="lazy" '
        f'referrerpolicy="no-referrer" width="736" height="{high}"></iframe></details>'
    )


def video(asset: Asset, still: Asset, shown: str, kind: str) -> str:
    """Return the part of a page that plays a video; before a reader starts it only the still is loaded."""
    width, height = still.size or (736, 414)
    poster = next((address for wide, _, address in still.sizes if wide >= min(width, 736)), still.address)
    return (
        f'<video controls preload="none" playsinline poster="{escape(poster)}" width="{width}" height="{height}" '
        f'aria-label="{escape(shown)}"><source src="{escape(asset.address)}" type="{kind}">'
        f'<a href="{escape(asset.address)}">{escape(shown)}</a></video>'
    )


def megabytes(length: int) -> str:
    """Return a length in bytes for readers, as "4.8 MB" or "12 kB"."""
    return f"{length / 1e6:.1f} MB" if length >= 950_000 else f"{max(1, round(length / 1000))} kB"
