"""Which rendered site a request is about: nginx names it, so that a page and its search are of one release."""

from __future__ import annotations

import re
from pathlib import Path

from blog.folder import Clock, Folder, utc_now
from content.store import NotRendered

KEY = re.compile(r"[0-9a-f]{40}-[0-9a-f]{8}")
LIVE = "live"
HELD = 2
"""Releases whose folders stay open: the live one, and the one before for requests that were under way."""


class Shelf:
    """The releases' folders, and the site of the image itself for where there are none."""

    def __init__(self, released: Path | None, own: Path, clock: Clock = utc_now) -> None:
        """Look at both places.

        Args:
            released: has a folder for each release, and the link `live` to one; None: there is none.
            own: the site inside the image.
            clock: tells the time in UTC.

        Raises:
            NotRendered: neither place has a site or is one where it will be.
        """
        self._released = released if released and released.is_dir() else None
        self._clock = clock
        self._held: dict[str, Folder] = {}
        try:
            self._own: Folder | None = Folder(own, clock)
        except NotRendered:
            if not self._released:
                raise
            self._own = None

    def folder(self, named: str | None) -> tuple[str, Folder | None]:
        """Return key and folder for a request: that `named` by nginx, else the live one, else the image's own ("")."""
        for key in (named or "", self._live()):
            found = self._release(key)
            if found:
                return key, found
        return "", self._own

    def _live(self) -> str:
        try:
            return str((self._released / LIVE).readlink()) if self._released else ""
        except OSError:
            return ""

    def _release(self, key: str) -> Folder | None:
        if not self._released or not KEY.fullmatch(key):
            return None
        held = self._held.get(key)
        if held and not held.is_there():
            del self._held[key]
        if key not in self._held:
            try:
                found = Folder(self._released / key, self._clock)
            except (NotRendered, OSError, ValueError):
                return None
            # Before the new one is read: two searches' words may not fit.
            while len(self._held) >= HELD:
                del self._held[next(iter(self._held))]
            self._held[key] = found
        return self._held[key]
