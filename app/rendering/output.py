"""Writes what was planned into the folder that the app and nginx serve (content/store.py)."""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from content import store
from content.media import HTML
from content.model import ROOT, Entry, File, Later, Searched, Site
from content.search import MAX_RESULTS, search
from content.templates import make_environment
from rendering.compressed import copies
from rendering.inputs import Watching
from rendering.kept import Kept
from rendering.kept_pages import Made, Pages, common
from rendering.plan import Planned
from rendering.same import Same
from rendering.templates import Render, make_render
from rendering.weight import Weight, weigh

HASHED = re.compile(r"\.[0-9a-f]{10}\.[a-z0-9]+(?:\.(?:br|gz))?$")


@dataclass(frozen=True)
class Stage:
    """The pages that are different from `moment` on, and the posts that appear then, newest first."""

    moment: datetime.datetime
    pages: Sequence[Planned]
    entries: list[Entry]


@dataclass(frozen=True)
class Prepared:
    """A blog that was read and found good: nothing is rendered yet.

    Attributes:
        site: what every page says about the blog.
        stages: now, with every page, and then each later moment.
        errors: the pages for 404 and the like, by status.
        files: by address; those with a hash are below site/ already.
        addresses: paths of assets by name.
        navigation: path and title of each page in the menu.
        redirects: new addresses by old ones in their plain form.
        templates: the folder that they are in.
    """

    site: Site
    stages: Sequence[Stage]
    errors: Mapping[int, Planned]
    files: Mapping[str, File]
    addresses: dict[str, str]
    navigation: list[tuple[str, str]]
    redirects: dict[str, str]
    templates: Path


@dataclass(frozen=True)
class Options:
    """How a blog is written.

    Attributes:
        url: the site's address without a trailing slash; empty: the app puts it in at each request.
        release: whether it is for a server that renders again when a post appears: with compressed copies, without
            what appears later.
        kept: what need not be made anew; default: all must.
        same: which pages the release before has; default: none.
    """

    url: str = ""
    release: bool = False
    kept: Kept = field(default_factory=lambda: Kept(None, ""))
    same: Same = field(default_factory=Same)


@dataclass
class Written:
    """What was written: how many posts and pages there are now, each page's weight, heaviest first, what is to come.

    `changed`: how many pages the release before does not have; None where there is none to compare with.
    """

    posts: int
    pages: int
    weights: list[Weight] = field(default_factory=list)
    later: list[Later] = field(default_factory=list)
    changed: int | None = None


class Output:
    """Renders pages into `out`."""

    def __init__(self, blog: Prepared, out: Path, options: Options) -> None:
        environment = make_environment(blog.site, blog.addresses, blog.navigation, blog.templates, Watching)
        environment.bytecode_cache = options.kept.templates()
        self.render: Render = make_render(environment, blog.templates)
        environment.watch("asset")
        environment.watch("feed_html")
        self._out, self._options = out, options
        self._sizes = {path: file.path.stat().st_size for path, file in blog.files.items()}
        shared = common(blog.site, blog.navigation, blog.templates, options.url, options.release)
        self._pages = Pages(options.kept, environment, blog.addresses, shared)
        self.weights: list[Weight] = []

    def page(self, page: Planned, layer: str) -> None:
        """Write a page into the folder `layer`."""
        name = store.place(page.path, page.mimetype)
        made = self._pages.page(page, lambda: self._make(page, name))
        name = f"{layer}/{name}"
        if not (self._options.release and self._options.same.has(name, made.body, made.copies)):
            self._put(name, made.body, made.copies)
        if made.weight:
            self.weights.append(made.weight)

    def _make(self, page: Planned, name: str) -> Made:
        body = self.text(page)
        weight = weigh(page.path, body, self._sizes) if page.mimetype == HTML else None
        return Made(body, copies(name, body) if self._options.release else {}, weight)

    def later(self, page: Planned, moment: datetime.datetime) -> None:
        """Render a page that is different from a moment on; for a release only to find mistakes in its template."""
        if self._options.release:
            self.text(page)
        else:
            self.page(page, f"{store.LATER}/{moment.isoformat()}")

    def text(self, page: Planned) -> bytes:
        """Render a page."""
        body = self.render(page.template, **page.values)
        return (body.replace(ROOT, self._options.url) if self._options.url else body).encode()

    def error(self, status: int, page: Planned) -> None:
        """Write the page of a status."""
        self._put(f"{store.ERRORS}/{status}.html", self.text(page), {})

    def _put(self, name: str, body: bytes, beside: Mapping[str, bytes]) -> None:
        target = self._out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
        for ending, copy in beside.items():
            target.with_name(target.name + ending).write_bytes(copy)

    def compress(self, file: Path) -> None:
        """Write the copies of a file with a hash in its name."""
        name, body = file.relative_to(self._out / store.SITE).as_posix(), file.read_bytes()
        key = ("copies", name, hashlib.sha256(body).hexdigest())
        found = self._options.kept.get(*key)
        made = found if isinstance(found, dict) else copies(name, body)
        if found is None:
            self._options.kept.put(made, *key)
        for ending, copy in made.items():
            file.with_name(file.name + ending).write_bytes(copy)


def write(blog: Prepared, out: Path, options: Options) -> Written:
    """Write the whole site into `out`, which has the files with a hash already.

    Raises:
        UserError: a template fails.
    """
    output = Output(blog, out, options)
    now = blog.stages[0]
    _try_search(output.render, now.entries)
    for page in now.pages:
        output.page(page, store.SITE)
    for stage in blog.stages[1:]:
        for page in stage.pages:
            output.later(page, stage.moment)
    for status, page in blog.errors.items():
        output.error(status, page)
    for file in {file.path for file in blog.files.values()} if options.release else ():
        output.compress(file)
    _link_plain_names(blog.files, out / store.SITE)
    shutil.copytree(blog.templates, out / store.TEMPLATES)
    coming = [Later(stage.moment, stage.entries) for stage in blog.stages[1:]]
    searched = Searched(blog.site, now.entries, blog.addresses, blog.navigation, [] if options.release else coming)
    store.save_searched(searched, out)
    store.write_json(out, store.REDIRECTS, blog.redirects)
    following = coming[0].moment.strftime("%Y-%m-%dT%H:%M:%SZ") if coming else None
    store.write_json(out, store.ABOUT, {"posts": len(now.entries), "pages": len(now.pages), "next": following})
    if options.release:
        options.same.save(out)
    options.kept.tidy()
    weights = sorted(output.weights, key=lambda weight: (-weight.total, weight.path))
    changed = options.same.changed if options.same.compares else None
    return Written(len(now.entries), len(now.pages), weights, coming, changed)


def _try_search(render: Render, entries: Sequence[Entry]) -> None:
    """Render the search now, to find mistakes in its template: on the server it is rendered for each reader."""
    # A few posts: the words of all take as long as everything else, where little has changed.
    entries = entries[:MAX_RESULTS]
    for query in ("", "a", "\N{SNOWMAN}"):
        render("search.html", query=query, results=search(entries, query))


def _link_plain_names(files: Mapping[str, File], site: Path) -> None:
    """Give each file its name without the hash, too, without copies: an author's data.csv.gz is none of data.csv."""
    for address, file in files.items():
        name = site / address[1:]
        # A name that looks hashed and is not the file's own would be kept by browsers for ever.
        if name == file.path or name.is_dir() or HASHED.search(name.name):
            continue
        name.parent.mkdir(parents=True, exist_ok=True)
        name.unlink(missing_ok=True)
        os.link(file.path, name)
