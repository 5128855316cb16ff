"""Pages that are as the release before has them: they are named, and the server links its files.

To write each page of a blog of 500 posts again takes half of the time that it is rendered in when one has changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from content import store


class Same:
    """Compares pages with those of a release before, by digests of all their files.

    Attributes:
        compares: whether there is a release before.
        changed: how many pages it does not have.
    """

    def __init__(self, before: Path | None = None) -> None:
        """Read what a release has.

        Args:
            before: its store.PAGES; None: there is none, and every page is written.
        """
        self._before: object = json.loads(before.read_text(encoding="utf-8")) if before else {}
        self._now: dict[str, str] = {}
        self._same: list[str] = []
        self.compares = before is not None
        self.changed = 0

    def has(self, name: str, body: bytes, copies: Mapping[str, bytes]) -> bool:
        """Tell whether the release before has this page with the same copies beside it. Each page is told once.

        Args:
            name: its place in the folder of the site.
            body: the page.
            copies: the compressed ones by their endings.
        """
        found = hashlib.sha256(body)
        for ending, copy in sorted(copies.items()):
            found.update(f"\0{ending}\0{len(copy)}\0".encode() + copy)
        self._now[name] = found.hexdigest()
        same = isinstance(self._before, dict) and self._before.get(name) == self._now[name]
        if same:
            self._same += [name, *(name + ending for ending in copies)]
        self.changed += not same
        return same

    def save(self, folder: Path) -> None:
        """Write what the next release is compared with, and the files of this one that the server links."""
        store.write_json(folder, store.PAGES, self._now)
        store.write_json(folder, store.SAME, self._same)
