"""The texts of a blog: which are posts and pages, their names here, and their old addresses."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from importing.dates import date_in, read_date
from importing.front import Front, divide, text_of, texts
from importing.generators import FORMATS, MARKDOWN, Blog
from importing.machinery import has_text
from importing.old_addresses import old_address
from importing.report import Notes, Report
from rendering.addresses import slug_of
from rendering.errors import UserError
from rendering.site import TAKEN

SKIPPED = ("readme", "license", "changelog", "contributing", "code_of_conduct", "claude", "agents", "404", "_index")
DATED = re.compile(r"^\d{4}-?\d{1,2}-?\d{1,2}[-_ ]?")
MAX_NAME = 80


@dataclass
class Entry:
    """One text. `path` is its address here; `old` its former ones."""

    name: str
    front: Front
    body: str
    line: int
    title: str
    date: str
    page: bool
    notes: Notes
    slug: str = ""
    old: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Address on the new site."""
        return f"/{self.slug}" if self.page else f"/posts/{self.slug}"


def read_entries(blog: Blog, report: Report) -> list[Entry]:
    """Read every text that is a post or page, in the order of names. What is neither is told."""
    found: list[Entry] = []
    for name in sorted({name for folder in blog.content for name in blog.folder.below(folder)}):
        kind = FORMATS.get(PurePosixPath(name).suffix.lower())
        if kind and _is_text(blog, name):
            Notes(report, name).left(0, f"is written in {kind}, and not imported: pandoc -t gfm {name}")
        elif _is_text(blog, name):
            entry = _read(blog, name, Notes(report, name))
            if entry:
                found.append(entry)
    return found


def _is_text(blog: Blog, name: str) -> bool:
    path = PurePosixPath(name)
    if path.suffix.lower() not in (*MARKDOWN, *FORMATS) or path.stem.lower().startswith(SKIPPED):
        return False
    hidden = [part for part in path.parts if part.startswith("_")]
    if blog.generator in ("jekyll", "hexo"):
        return all(part in ("_posts", "_drafts") for part in hidden)
    return not hidden


def _read(blog: Blog, name: str, notes: Notes) -> Entry | None:
    try:
        text = blog.folder.text(name)
    except UserError as error:
        for problem in error.problems:
            notes.left(problem.line, problem.text)
        return None
    front, body, line = divide(text, notes)
    path = PurePosixPath(name)
    stem = path.parent.name if path.stem.lower() == "index" and path.parent.name else path.stem
    heading = re.search(r"^#[ \t]+(.+?)[ \t#]*$|^(.+)\n=+[ \t]*$", body[:5000], re.MULTILINE)
    title = text_of(front, "title", "name", "headline")
    date = read_date(text_of(front, "date", "publishdate", "pubdate", "created", "created_at", "published_at"))
    date = date or date_in(name)
    page = not date and _is_page(blog, path, front)
    if page and not has_text(body):
        notes.left(0, "has no text of its own, as lists that a generator makes: not imported")
        return None
    if not title and heading:
        title = heading[1] or heading[2]
        notes.changed(line, "the title is the first heading")
    if not title:
        title = DATED.sub("", stem).replace("-", " ").replace("_", " ").strip().capitalize() or stem
        notes.changed(0, f'no title: "{title}", from the file\'s name')
    if not date and not page:
        if blog.generator != "markdown" and not front:
            notes.left(0, "has neither front matter nor a date in its name: not imported")
            return None
        stamp = blog.folder.files[name].stat().st_mtime
        date = datetime.datetime.fromtimestamp(stamp, datetime.UTC).date().isoformat()
        notes.left(0, f"has no date: {date}, when the file was changed last; write the right one")
    slug = slug_of(text_of(front, "slug") or DATED.sub("", stem) or stem) or slug_of(title)
    if len(slug) > MAX_NAME:
        slug = slug[:MAX_NAME].rpartition("-")[0] or slug[:MAX_NAME]
    if not slug:
        notes.left(0, "has neither letters nor digits in its name and title: rename it")
        return None
    if page and slug in TAKEN:
        notes.left(0, f"its address /{slug} is a list or file of the blog's own here: not imported")
        return None
    entry = Entry(name, front, body, line, title, date, page, notes, slug)
    former = [
        *texts(front.get("aliases")),
        *texts(front.get("redirect_from")),
        old_address(blog, entry.name, front, date, title),
    ]
    below = [f"{blog.base}/{old.lstrip('/')}" for old in former if blog.base and old and not old.startswith("http")]
    entry.old = [*former, *(old for old in below if old not in former)]
    return entry


def _is_page(blog: Blog, path: PurePosixPath, front: Front) -> bool:
    """Tell a page, such as about.md: a text without a date that is not among the posts."""
    if blog.generator == "markdown":
        return False
    if {"_posts", "_drafts", "posts", "post", "blog", "articles"} & set(path.parts[:-1]):
        return False
    return bool(front)
