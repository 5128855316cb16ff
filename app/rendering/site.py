"""The whole blog, from its sources to what is served."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from pathlib import Path

from content import store
from content.model import Entry, File
from rendering import output, redirects
from rendering.assets import Assets
from rendering.errors import Problems
from rendering.kept import Kept
from rendering.links import check_links
from rendering.output import Options, Prepared, Written, write
from rendering.plan import Planned, plan_errors, plan_pages
from rendering.posts import Post, read_folder
from rendering.schedule import Stage, changes, stages
from rendering.settings import read_site
from rendering.taxonomy import series, tags

TAKEN = ("posts", "tags", "archive", "search", "static", "release")
"""First parts of addresses that a page in pages/ cannot have."""


def render_site(
    root: Path,
    out: Path,
    *,
    drafts: bool = False,
    cache: Path | None = None,
    now: datetime.datetime | None = None,
    options: Options | None = None,
) -> Written:
    """Render the whole blog.

    Args:
        root: the folder app/, with posts, pages, static, templates and site.toml.
        out: the folder to write; must be empty.
        drafts: whether drafts and posts dated ahead are shown as if published; default: no.
        cache: a folder that keeps scaled figures between builds; default: none.
        now: the time, in UTC: posts with a later one appear then; default: the machine's.
        options: how it is written; default: for an app that stands alone.

    Raises:
        UserError: has all problems of posts, figures, settings and links, or else those of templates.
    """
    options = options or Options()
    return write(prepare_site(root, out, options.kept, drafts=drafts, cache=cache, now=now), out, options)


def prepare_site(
    root: Path, out: Path, kept: Kept, *, drafts: bool, cache: Path | None, now: datetime.datetime | None
) -> Prepared:
    """Read and check the whole blog; files with a hash in their names are written to `out`. See `render_site`."""
    problems = Problems()
    assets = Assets(out / store.SITE, cache, problems)
    with problems.collect():
        site = read_site(root / "site.toml")
    assets.read(root / "static", "static")
    written = read_folder(root / "posts", assets, problems, kept)
    pages = sorted(read_folder(root / "pages", assets, problems, kept, page=True), key=lambda page: page.slug)
    posts = [post for post in written if drafts or not post.draft]
    tags(posts, problems)
    for page in pages:
        if page.slug in TAKEN:
            problems.add(page.shown, 0, f"its address /{page.slug} is taken by the blog itself; give it another name")
    at = datetime.datetime.max.replace(tzinfo=datetime.UTC) if drafts else now or datetime.datetime.now(datetime.UTC)
    parts = stages(posts, at, problems)
    plans = [plan_pages(part.posts, pages, tags(part.posts, Problems()), series(part.posts)) for part in parts]
    _check_links(written, pages, parts, plans, assets, problems)
    moved = _redirects(root, written, pages, plans, assets, problems)
    problems.check()

    return Prepared(
        site=site,
        stages=[
            output.Stage(
                part.moment,
                plans[index] if index == 0 else changes(plans[index - 1], plans[index]),
                _entries(part.appear),
            )
            for index, part in enumerate(parts)
        ],
        errors=plan_errors(),
        files={**assets.files, **_icon(assets)},
        addresses={name: asset.address for name, asset in assets.found.items()},
        navigation=[(f"/{page.slug}", page.title) for page in pages],
        redirects=moved,
        templates=root / "templates",
    )


def _redirects(
    root: Path,
    written: Sequence[Post],
    pages: Sequence[Post],
    plans: Sequence[Sequence[Planned]],
    assets: Assets,
    problems: Problems,
) -> dict[str, str]:
    ids: dict[str, Collection[str] | None] = dict.fromkeys(page.path for planned in plans for page in planned)
    ids |= {post.path: post.ids for post in written} | {f"/{page.slug}": page.ids for page in pages}
    found = redirects.read_table(root / redirects.FILE, problems)
    for post, path in [*((post, post.path) for post in written), *((page, f"/{page.slug}") for page in pages)]:
        hidden = post.draft and path not in {page.path for page in plans[-1]}
        found += [redirects.Redirect(post.shown, line, old, path, hidden) for line, old in post.aliases if old]
    return redirects.check(found, ids, [*assets.files, *_icon(assets)], problems)


def _entries(posts: Sequence[Post]) -> list[Entry]:
    return [Entry(p.slug, p.title, p.date, p.summary, p.tags, p.text) for p in posts]


def _icon(assets: Assets) -> dict[str, File]:
    """Browsers ask for it where a page is none, such as a figure."""
    found = assets.files.get("/static/favicon.ico")
    return {"/favicon.ico": found} if found else {}


def _check_links(
    written: Sequence[Post],
    pages: Sequence[Post],
    parts: Sequence[Stage],
    plans: Sequence[Sequence[Planned]],
    assets: Assets,
    problems: Problems,
) -> None:
    ahead: dict[str, datetime.datetime] = {}
    for part, planned in zip(reversed(parts), reversed(plans), strict=True):
        ahead |= {page.path: part.moment for page in planned}
    posts = parts[-1].posts
    paths: dict[str, Post | None] = dict.fromkeys([*ahead, *assets.files, *_icon(assets)])
    paths |= {post.path: post for post in posts} | {f"/{page.slug}": page for page in pages}
    drafts = {post.path for post in written} - {post.path for post in posts}
    ahead = {path: moment for path, moment in ahead.items() if moment > parts[0].moment}
    check_links([*written, *pages], paths, drafts, problems, ahead)
