"""What a reader loads with a page: its HTML, style sheets, fonts and pictures in the size of a sharp screen."""

from __future__ import annotations

import re
from dataclasses import dataclass

from content.model import Content, Page

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


def weigh(content: Content) -> list[Weight]:
    """Weigh every page, also of those to come, heaviest first."""
    pages = dict(content.pages)
    for later in content.later:
        pages |= later.pages
    sizes = {path: file.path.stat().st_size for path, file in content.files.items()}
    weights = [_weigh(path, page, sizes) for path, page in pages.items() if page.mimetype.startswith("text/html")]
    return sorted(weights, key=lambda weight: (-weight.total, weight.path))


def _weigh(path: str, page: Page, sizes: dict[str, int]) -> Weight:
    loaded = {one or other for one, other in LOADED.findall(page.body.decode())}
    parts = [("its text", len(page.body)), *((name, sizes.get(name, 0)) for name in sorted(loaded))]
    return Weight(path, sum(size for _, size in parts), max(parts, key=lambda part: part[1]))


def warnings(content: Content) -> list[str]:
    """Return a line for each page above WARN_BYTES, heaviest first."""
    limit = f"{WARN_BYTES / 1e6:g} MB"
    return [
        f"warning: {weight}; above {limit} readers on the road wait: scale it down, or link to it"
        for weight in weigh(content)
        if weight.total > WARN_BYTES
    ]
