"""The page of results, the one page that is rendered for a reader."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import jinja2

from content.model import Entry, Searched
from content.search import search
from content.templates import make_environment


class Searching:
    """The posts' words and the template of one rendered site. The words are in memory."""

    def __init__(self, searched: Searched, templates: Path, clock: Callable[[], datetime.datetime]) -> None:
        environment = make_environment(
            searched.site, searched.addresses, searched.navigation, templates, jinja2.Environment
        )
        self._template = environment.get_template("search.html")
        self._clock = clock
        self._later = sorted(searched.later, key=lambda later: later.moment)
        self._entries = searched.entries

    def page(self, query: str) -> str:
        """Render the results of a query."""
        return self._template.render(query=query, results=search(self._now(), query))

    def _now(self) -> list[Entry]:
        now = self._clock()
        while self._later and self._later[0].moment <= now:
            self._entries = [*self._later.pop(0).entries, *self._entries]
        return self._entries
