"""What there is to serve, rendered and complete."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = "https://root.invalid"
"""Stands in rendered pages for the site's address, which only the server knows."""

RELEASE = "release.invalid"
"""Stands in rendered pages for the id of the release: it is the git tree's, so it cannot be in the tree."""

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Site:
    """What every page says about the blog."""

    title: str
    tagline: str
    author: str
    language: str


@dataclass(frozen=True)
class Page:
    """A page that needs no input. `etag` is the hash of its body."""

    body: bytes
    mimetype: str
    etag: str = ""

    def at(self, root: str | None, release: str) -> Page:
        """Return the page with the release's id and, where `root` is known, the site's address in it."""
        body = self.body.replace(RELEASE.encode(), release.encode())
        if root is not None:
            body = body.replace(ROOT.encode(), root.encode())
        return replace(self, body=body, etag=hashlib.sha256(body).hexdigest()[:16])

    @property
    def needs_root(self) -> bool:
        """Whether the site's address is still to be put in."""
        return ROOT.encode() in self.body


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
    """What changes at a moment (UTC) that lay ahead when the blog was rendered.

    Attributes:
        pages: new ones and those that are different from then on, by path.
        entries: the posts that appear, newest first.
    """

    moment: datetime.datetime
    pages: dict[str, Page]
    entries: list[Entry]


@dataclass(frozen=True)
class Content:
    """Everything that there is to serve.

    Attributes:
        site: what every page says about the blog.
        pages: by path.
        errors: the pages for 404 and the like, by status.
        files: by path.
        entries: the posts, newest first, for the search.
        addresses: paths of assets by name, for what is rendered later (the search).
        navigation: path and title of each page in the menu.
        later: what changes later, in the order of time.
        redirects: new addresses by old ones in their plain form (redirects.py).
    """

    site: Site
    pages: dict[str, Page]
    errors: dict[int, Page]
    files: dict[str, File]
    entries: list[Entry]
    addresses: dict[str, str]
    navigation: list[tuple[str, str]]
    later: list[Later]
    redirects: dict[str, str] = field(default_factory=dict)
