"""What readers may see now: a post dated ahead appears at its moment, without a push and without a restart."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from blog.headers import PAGE_CACHE, UNCACHED
from content.model import Content, Entry, Page

CACHED = datetime.timedelta(seconds=3)
"""How long before the next moment no page may be stored: PAGE_CACHE stores one for two seconds."""

Clock = Callable[[], datetime.datetime]


def utc_now() -> datetime.datetime:
    """Return the time, in UTC."""
    return datetime.datetime.now(datetime.UTC)


class Live:
    """The pages and entries of every moment that has passed; only forward."""

    def __init__(self, content: Content, url: str, release: str, clock: Clock = utc_now) -> None:
        self._root, self._release = url or None, release
        self._clock = clock
        self._later = sorted(content.later, key=lambda stage: stage.moment)
        self._pages = self._finished(content.pages)
        self._entries = content.entries

    def _finished(self, pages: dict[str, Page]) -> dict[str, Page]:
        return {path: page.at(self._root, self._release) for path, page in pages.items()}

    def _pass(self) -> datetime.datetime:
        now = self._clock()
        while self._later and self._later[0].moment <= now:
            stage = self._later.pop(0)
            self._pages = {**self._pages, **self._finished(stage.pages)}
            self._entries = [*stage.entries, *self._entries]
        return now

    @property
    def pages(self) -> dict[str, Page]:
        """Finished pages by path."""
        self._pass()
        return self._pages

    @property
    def entries(self) -> list[Entry]:
        """The posts for the search, newest first."""
        self._pass()
        return self._entries

    @property
    def cache_control(self) -> str:
        """How long a page may be stored: not past the moment that changes it."""
        now = self._pass()
        return UNCACHED if self._later and self._later[0].moment - now < CACHED else PAGE_CACHE
