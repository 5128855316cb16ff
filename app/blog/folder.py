"""A rendered site on the disk: which file answers an address. Nothing of it is in memory but what the search needs."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from blog.searching import Searching
from content import store
from content.media import HASH, STATIC, type_of
from content.redirects import plain

Clock = Callable[[], datetime.datetime]


def utc_now() -> datetime.datetime:
    """Return the time, in UTC."""
    return datetime.datetime.now(datetime.UTC)


@dataclass(frozen=True)
class Found:
    """A file of the site. `page`: what readers read, not what pages load. `immutable`: its address has its hash."""

    file: Path
    mimetype: str
    page: bool
    immutable: bool


class Folder:
    """One rendered site, as it is at the moment of each request. It never changes on the disk."""

    def __init__(self, path: Path, clock: Clock = utc_now) -> None:
        """Look at the folder `path`.

        Args:
            path: what `rendering` wrote.
            clock: tells the time in UTC, for posts dated ahead; default: the machine's.

        Raises:
            NotRendered: there is no rendered site.
        """
        store.read_json(path, store.ABOUT)
        self.path = path
        self._clock = clock
        later = path / store.LATER
        names = sorted(folder.name for folder in later.iterdir()) if later.is_dir() else []
        self._moments = [(datetime.datetime.fromisoformat(name), later / name) for name in names]

    def is_there(self) -> bool:
        """Return whether the folder is still on the disk: a server removes those of old and of unpublished releases."""
        return _is_file(self.path / store.ABOUT)

    def until_change(self) -> datetime.timedelta | None:
        """Return how long the site stays as it is; None where nothing is to come."""
        now = self._clock()
        ahead = [moment for moment, _ in self._moments if moment > now]
        return ahead[0] - now if ahead else None

    def _layers(self) -> list[Path]:
        """Folders in which an address is looked for, what changed last first."""
        now = self._clock()
        return [*(layer for moment, layer in reversed(self._moments) if moment <= now), self.path / store.SITE]

    def find(self, address: str) -> Found | None:
        """Return the file of an address, which is decoded and begins with a slash; None where there is none."""
        parts = address.split("/")[1:]
        if "\0" in address or any(part.startswith(".") for part in parts) or (address != "/" and "" in parts):
            return None
        if store.COPY.fullmatch(address):
            return None
        if address.startswith(STATIC):
            return self._file(address, bool(HASH.search(address)))
        return self._page(address) or self._file(address, False)

    def _page(self, address: str) -> Found | None:
        name = store.place(address, type_of("/"))
        for layer in self._layers():
            if _is_file(layer / name):
                return Found(layer / name, type_of("/"), page=True, immutable=False)
        return None

    def _file(self, address: str, immutable: bool) -> Found | None:
        page = not address.startswith(STATIC)
        if page and address.endswith(f"/{store.INDEX}"):
            return None
        for layer in self._layers():
            file = layer / address[1:]
            if _is_file(file):
                return Found(file, type_of(address), page and not address.endswith(".ico"), immutable)
        return None

    def error(self, status: int) -> bytes:
        """Return the page of a status, or else of a request that is not understood."""
        for name in (status, 400):
            file = self.path / store.ERRORS / f"{name}.html"
            if file.is_file():
                return file.read_bytes()
        return b""

    def moved(self, address: str) -> str | None:
        """Return where a former address, or another form of a page's, leads. Not to a page that is still to appear."""
        known = plain(address)
        if self.find(known):
            return known
        new = self._redirects.get(known)
        target = (new or "").partition("#")[0]
        return new if target == "/posts" or (target and self.find(target)) else None

    @cached_property
    def _redirects(self) -> dict[str, str]:
        found: dict[str, str] = store.read_json(self.path, store.REDIRECTS)
        return found

    @cached_property
    def searching(self) -> Searching:
        """What answers a search; read at the first one."""
        return Searching(store.load_searched(self.path), self.path / store.TEMPLATES, self._clock)


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:
        # A name that no file system has: too long, say.
        return False
