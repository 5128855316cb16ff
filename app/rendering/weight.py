"""What a reader loads with a page: its HTML, style sheets, fonts and pictures in the size of a sharp screen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WARN_BYTES = 1_000_000
"""A minute at 128 kbit/s, a phone's rate once its volume is used up."""

LOADED = re.compile(
    r'<(?:img|source|script)[^>]*?\ssrc="(/static/[^"?#]+)|<link rel="stylesheet" href="(/static/[^"?#]+)'
)


@dataclass(frozen=True)
class Weight:
    """Bytes of a page and of all that it loads; `largest`: the file that weighs most, and its bytes."""

    path: str
    total: int
    largest: tuple[str, int]

    def __str__(self) -> str:
        name, size = self.largest
        return f"{self.path} weighs {self.total / 1e6:.1f} MB, {name} {size / 1e6:.1f} MB of it"


def weigh(path: str, body: bytes, sizes: Mapping[str, int]) -> Weight:
    """Weigh a page.

    Args:
        path: its address.
        body: its HTML.
        sizes: bytes of the files that it may load, by address.
    """
    loaded = {one or other for one, other in LOADED.findall(body.decode())}
    parts = [("its text", len(body)), *((name, sizes.get(name, 0)) for name in sorted(loaded))]
    return Weight(path, sum(size for _, size in parts), max(parts, key=lambda part: part[1]))


def warnings(weights: Sequence[Weight]) -> list[str]:
    """Return a line for each of these pages that is above WARN_BYTES."""
    limit = f"{WARN_BYTES / 1e6:g} MB"
    return [
        f"warning: {weight}; above {limit} readers on the road wait: scale it down, or link to it"
        for weight in weights
        if weight.total > WARN_BYTES
    ]
