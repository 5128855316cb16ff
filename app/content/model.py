"""What the two sides of the site's folder know of it: `rendering` writes the folder, `blog` serves it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

ROOT = "https://root.invalid"
"""Stands in pages for the site's address where that was not known when they were rendered."""


@dataclass(frozen=True)
class Site:
    """What every page says about the blog."""

    title: str
    tagline: str
    author: str
    language: str


@dataclass(frozen=True)
class File:
    """A style sheet, figure or other file. `immutable`: its address has a hash of its content."""

    path: Path
    mimetype: str
    immutable: bool


@dataclass(frozen=True)
class Entry:
    """A post as the search and its results know it; `text` is its words without markup."""

    slug: str
    title: str
    date: datetime.date
    summary: str
    tags: tuple[str, ...]
    text: str

    @property
    def path(self) -> str:
        """Address on the site."""
        return f"/posts/{self.slug}"


@dataclass(frozen=True)
class Later:
    """The posts that appear at a moment (UTC) which lay ahead when the blog was rendered, newest first."""

    moment: datetime.datetime
    entries: list[Entry]


@dataclass(frozen=True)
class Searched:
    """What the app needs to answer a search.

    Attributes:
        site: what every page says about the blog.
        entries: the posts, newest first.
        addresses: paths of assets by name, for the page of results.
        navigation: path and title of each page in the menu.
        later: the posts that appear later, in the order of time.
    """

    site: Site
    entries: list[Entry]
    addresses: dict[str, str]
    navigation: list[tuple[str, str]]
    later: list[Later]
