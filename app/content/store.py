"""The folder of a rendered site: where its parts are, and how those that are data are written.

`site/` has every page and file by its address, `later/MOMENT/` the pages that are different from a later moment on.
"""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from content.model import Entry, Later, Searched, Site

SITE = "site"
LATER = "later"
ERRORS = "errors"
TEMPLATES = "templates"
INDEX = "index.html"
SEARCH = "search.json"
REDIRECTS = "redirects.json"
ABOUT = "release.json"
PAGES = "pages.json"
SAME = "same.json"

COPY = re.compile(r"/static/.+\.[0-9a-f]{10}\.[a-z0-9]+\.(?:br|gz)|/(?!static/).*\.(?:br|gz)")
"""Compressed copies beside pages and hashed files, as addresses: they are none. An author's own data.csv.gz is one."""


class NotRendered(Exception):
    """There is no rendered blog in the folder."""


def place(path: str, mimetype: str) -> str:
    """Return where the page of an address is, below site/: `/about` in about/index.html, `/feed.xml` as it is.

    A page's own name is none of its address, so that the server of files needs no rule for endings.
    """
    return f"{path}/{INDEX}".lstrip("/") if mimetype.startswith("text/html") else path.lstrip("/")


def read_json(folder: Path, name: str) -> Any:  # noqa: ANN401 - what JSON has
    """Read a data file of the folder.

    Raises:
        NotRendered: there is none.
    """
    try:
        return json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotRendered(f"{folder} has no rendered blog; make it with `python3 -m rendering {folder}`") from None


def write_json(folder: Path, name: str, value: object) -> None:
    """Write a data file of the folder; the same bytes for the same value."""
    (folder / name).write_text(json.dumps(value, ensure_ascii=False) + "\n", encoding="utf-8")


def save_searched(searched: Searched, folder: Path) -> None:
    """Write what the search needs."""
    value = {
        "site": asdict(searched.site),
        "entries": [_dated(entry) for entry in searched.entries],
        "addresses": searched.addresses,
        "navigation": searched.navigation,
        "later": [
            {"moment": later.moment.isoformat(), "entries": [_dated(entry) for entry in later.entries]}
            for later in searched.later
        ],
    }
    write_json(folder, SEARCH, value)


def load_searched(folder: Path) -> Searched:
    """Read what `save_searched` wrote.

    Raises:
        NotRendered: there is no such file.
    """
    value = read_json(folder, SEARCH)
    return Searched(
        site=Site(**value["site"]),
        entries=[_entry(entry) for entry in value["entries"]],
        addresses=value["addresses"],
        navigation=[(path, title) for path, title in value["navigation"]],
        later=[
            Later(datetime.datetime.fromisoformat(later["moment"]), [_entry(entry) for entry in later["entries"]])
            for later in value["later"]
        ],
    )


def _dated(entry: Entry) -> dict[str, Any]:
    return {**asdict(entry), "date": entry.date.isoformat()}


def _entry(stored: dict[str, Any]) -> Entry:
    date = datetime.date.fromisoformat(stored["date"])
    return Entry(**{**stored, "date": date, "tags": tuple(stored["tags"])})
