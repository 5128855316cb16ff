"""Lines of app/redirects.txt: where files and lists of a tag were on the former site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from content.redirects import plain
from importing.entries import Entry
from importing.front_here import hidden, tags_of
from importing.targets import Targets
from rendering.redirects import FEED, FEEDS, TAKEN, form_problem
from rendering.taxonomy import tag_slug

HEADER = "# Old addresses and new ones, a pair on each line (docs/moving-in.md)\n"
SERVED = {"/favicon.ico", "/robots.txt", "/sitemap.xml", "/archive", "/tags", "/", FEED, *FEEDS, *TAKEN}
"""What the site answers itself."""
LISTS = {
    "pelican": ("tag", "category"),
    "flatpages": ("tag",),
    "hugo": ("categories",),
    "hexo": ("categories",),
    "jekyll": ("categories", "tag"),
    "zola": ("categories",),
    "nikola": ("categories",),
}
"""Parts of an address before a tag's name; where it is `tags`, the address is the one of today."""


def add_redirects(file: Path, texts: Sequence[tuple[Entry, str]], targets: Targets) -> None:
    """Add what is not there yet and can be redirected. The file is not touched where that is nothing."""
    before = file.read_text("utf-8") if file.exists() else HEADER
    known = SERVED | {_form(line.split()[0]) for line in before.splitlines() if line.split()}
    for entry, _ in texts:
        known |= {entry.path, *map(_form, entry.old)}
    lines: list[str] = []
    for old, new in (*_files(texts, targets), *_lists(texts, targets.blog.generator)):
        usable = not form_problem(old) and not any(char.isspace() or char in "%?#" for char in old)
        if usable and _form(old) not in known and old != new:
            known.add(_form(old))
            lines.append(f"{old} {new}\n")
    if lines:
        file.write_text(before.rstrip("\n") + "\n" + "".join(lines), encoding="utf-8")


def _form(address: str) -> str:
    return plain(unquote(address))


def _files(texts: Sequence[tuple[Entry, str]], targets: Targets) -> Iterator[tuple[str, str]]:
    for entry, _ in texts:
        for name, source in targets.copies.get(entry.path, {}).items():
            new = f"/static/{'pages' if entry.page else 'posts'}/{entry.slug}/{name}"
            place = next((p for p in targets.blog.static if not p[0] or source.startswith(f"{p[0]}/")), None)
            if place:
                yield f"{place[1]}/{source[len(place[0]) + 1 if place[0] else 0 :]}", new


def _lists(texts: Sequence[tuple[Entry, str]], generator: str) -> Iterator[tuple[str, str]]:
    for entry, _ in texts:
        if entry.page or hidden(entry):
            continue
        for tag in tags_of(entry, {}, generator):
            for place in LISTS.get(generator, ()):
                for name in dict.fromkeys((tag, tag_slug(tag))):
                    yield f"/{place}/{name}", f"/tags/{tag_slug(tag)}"
