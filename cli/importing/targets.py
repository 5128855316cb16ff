"""What links and pictures of the former site are here; files that are needed are noted, to be copied."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from content.media import TYPES
from content.redirects import plain
from importing.entries import Entry
from importing.files import suffix_of, unusable
from importing.front_here import hidden
from importing.generators import Blog
from importing.old_addresses import old_address
from rendering.addresses import slug_of
from rendering.html_tags import SCHEMES
from rendering.redirects import FEED, FEEDS

SCHEME = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
KEPT = ("/search", "/archive", "/tags", "/")
ARCHIVES = ("/archives", "/posts", "/blog", "/post", "/all", "/index")


@dataclass
class Targets:
    """Knows every text and file of the blog. `copies`: names beside each entry (by its path), with the file.

    `works`: author and year by the key of a citation, once they are wanted.
    """

    blog: Blog
    by_address: dict[str, Entry] = field(default_factory=dict)
    by_name: dict[str, Entry] = field(default_factory=dict)
    copies: dict[str, dict[str, str]] = field(default_factory=dict)
    works: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, blog: Blog, entries: list[Entry]) -> Targets:
        """Index the entries of a blog by their former addresses and files."""
        found = cls(blog)
        for entry in entries:
            found.by_name[entry.name] = entry
            first = old_address(blog, entry.name, entry.front, entry.date, entry.title)
            for address in (*entry.old, first, entry.path):
                found.by_address.setdefault(plain(unquote(address)), entry)
        return found

    def link(self, entry: Entry, raw: str) -> str | None:
        """Return what a link is here; None where its target is not moved in."""
        given = raw.strip()
        address = self.inside(given)
        if address is None or address.startswith("#"):
            scheme = SCHEME.match(given)
            return None if scheme and scheme[0].rstrip(":/").lower() not in ("", *SCHEMES) else given
        path, _, heading = address.partition("#")
        path = unquote(path.partition("?")[0])
        post = self.post(entry, path)
        if post and hidden(post) and not hidden(entry):
            return None
        if post:
            return (post.path if post is not entry or not heading else "") + (f"#{heading}" if heading else "")
        if plain(path) in KEPT:
            return plain(path)
        if plain(path) in FEEDS or plain(path) == FEED:
            return FEED
        if plain(path) in ARCHIVES:
            return "/archive"
        return self.file(entry, path)

    def inside(self, given: str) -> str | None:
        """Return the part after the host of an address of this site; None for one of another."""
        if self.blog.url and given.startswith(self.blog.url):
            given = given[len(self.blog.url) :] or "/"
        elif SCHEME.match(given) or not given:
            return None
        elif self.blog.base and given.startswith(f"{self.blog.base}/"):
            given = given[len(self.blog.base) :]
        return given

    def post(self, entry: Entry, path: str) -> Entry | None:
        """Return the text that an address or a name of a file means."""
        for name in self._names(entry, path):
            for tail in ("", ".md", ".qmd", "/index.md", "/index.qmd"):
                if name + tail in self.by_name:
                    return self.by_name[name + tail]
        own = next(iter(entry.old), "") or f"/{entry.name}"
        absolute = (
            path
            if path.startswith("/")
            else posixpath.normpath(posixpath.join(posixpath.dirname(own.rstrip("/")), path))
        )
        return self.by_address.get(plain(absolute)) or self._by_slug(path)

    def _by_slug(self, path: str) -> Entry | None:
        stem = slug_of(PurePosixPath(plain(path)).name)
        looks_old = re.search(r"/\d{4}/|^/?(posts?|blog|articles)/", path)
        return next((e for e in self.by_name.values() if e.slug == stem), None) if looks_old and stem else None

    def file(self, entry: Entry, path: str) -> str | None:
        """Return the name beside the text of a file that will be copied there; None where there is none."""
        for name in self._names(entry, path):
            source = self.blog.folder.files.get(name)
            if source is None or PurePosixPath(name).suffix.lower() not in TYPES:
                continue
            wrong = unusable(source)
            if wrong:
                entry.notes.left(0, f"{name} {wrong}: not copied")
                return None
            return quote(self._copied(entry, name))
        return None

    def _copied(self, entry: Entry, name: str) -> str:
        copies = self.copies.setdefault(entry.path, {})
        suffix = suffix_of(self.blog.folder.files[name])
        stem = slug_of(PurePosixPath(name).stem) or "file"
        for beside in (f"{stem}{suffix}", *(f"{stem}-{number}{suffix}" for number in range(2, 1000))):
            if copies.setdefault(beside, name) == name:
                return beside
        return name

    def _names(self, entry: Entry, path: str) -> list[str]:
        """Return names of files that an address may mean, the likeliest first. None leads out of the folder."""
        here = posixpath.dirname(entry.name)
        if path.startswith("@/"):  # Zola's way to name a file of the content.
            return [posixpath.normpath(posixpath.join(self.blog.content[0], path[2:]))]
        found = [] if path.startswith("/") else [posixpath.join(here, path)]
        if self.blog.generator == "hexo" and not path.startswith("/"):
            found.append(posixpath.join(posixpath.splitext(entry.name)[0], path))
        if self.blog.content[0] and path.startswith("/"):
            found.append(posixpath.join(self.blog.content[0], path.lstrip("/")))
        for folder, address in self.blog.static:
            rooted = f"/{path.lstrip('/')}" if address else path
            if rooted.startswith(f"{address}/"):
                found.append(posixpath.join(folder, rooted[len(address) + 1 :]))
            elif not path.startswith("/"):
                found.append(posixpath.join(folder, path))
        # A relative address, too, was often meant from the site's root.
        found.append(path.lstrip("/"))
        names = [posixpath.normpath(name) for name in found if name]
        return [name for name in names if not name.startswith(("..", "/"))]


def host(address: str) -> str:
    """Return the host of an address, for texts."""
    return urlsplit(address if "//" in address else f"//{address}").hostname or address
