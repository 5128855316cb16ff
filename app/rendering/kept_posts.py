"""Posts that are as they were at an earlier rendering."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from rendering.assets import Asset
from rendering.errors import Problems
from rendering.kept import Kept

if TYPE_CHECKING:
    from rendering.posts import Post
    from rendering.sources import Source


class Beside(dict[str, Asset]):
    """The files beside a post, and which of them were looked for: name and what was found."""

    def __init__(self, found: dict[str, Asset]) -> None:
        super().__init__(found)
        self.looked_for: dict[str, Asset | None] = {}

    def get(self, name: str, default: Asset | None = None) -> Asset | None:  # type: ignore[override] # of one type only
        """Return the file of that name."""
        self.looked_for[name] = super().get(name)
        return self.looked_for[name] or default

    def __getitem__(self, name: str) -> Asset:
        self.looked_for[name] = super().get(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.looked_for[str(name)] = super().get(str(name))
        return super().__contains__(name)


def read(
    source: Source, page: bool, files: dict[str, Asset], problems: Problems, kept: Kept, make: Callable[[Beside], Post]
) -> Post:
    """Return the post that is kept, where its source and the files it looked for are the same; else make and keep it.

    A post with a problem is not kept: it is told each time. Nor is a notebook, whose pictures are made with it.
    """
    beside = Beside(files)
    if source.file.suffix != ".md" or source.file.is_symlink() or not source.file.is_file():
        return make(beside)
    key = (source.shown, source.slug, source.prefix, page, hashlib.sha256(source.file.read_bytes()).hexdigest())
    found = kept.get("post", *key)
    if isinstance(found, tuple) and all(files.get(name) == asset for name, asset in found[1].items()):
        post: Post = found[0]
        return post
    before = len(problems.found)
    post = make(beside)
    if len(problems.found) == before:
        kept.put((post, beside.looked_for), "post", *key)
    return post
