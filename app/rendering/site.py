"""The whole blog, from its sources to what is served."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from content import store
from content.model import Content, Entry, File, Page
from content.search import search
from content.templates import make_environment
from rendering.assets import Assets
from rendering.errors import Problems
from rendering.links import check_links
from rendering.plan import Planned, plan_errors, plan_pages
from rendering.posts import Post, read_folder
from rendering.settings import read_site
from rendering.taxonomy import series, tags
from rendering.templates import Render, make_render

TAKEN = ("posts", "tags", "archive", "search", "static", "release")
"""First parts of addresses that a page in pages/ cannot have."""


def render_site(root: Path, out: Path, *, drafts: bool = False, cache: Path | None = None) -> Content:
    """Render the whole blog.

    Args:
        root: the folder app/, with posts, pages, static, templates and site.toml.
        out: the folder to write; must be empty.
        drafts: whether drafts are shown as if published; default: no.
        cache: a folder that keeps scaled figures between builds; default: none.

    Raises:
        UserError: has all problems of posts, figures, settings and links, or else those of templates.
    """
    problems = Problems()
    assets = Assets(out, cache, problems)
    with problems.collect():
        site = read_site(root / "site.toml")
    assets.read(root / "static", "static")
    written = read_folder(root / "posts", assets, problems)
    pages = sorted(read_folder(root / "pages", assets, problems, page=True), key=lambda page: page.slug)
    posts = [post for post in written if drafts or not post.draft]
    by_tag = tags(posts, problems)
    for page in pages:
        if page.slug in TAKEN:
            problems.add(page.shown, 0, f"its address /{page.slug} is taken by the blog itself; give it another name")
    planned = plan_pages(posts, pages, by_tag, series(posts))
    _check_links(written, posts, pages, planned, assets, problems)
    problems.check()

    addresses = {name: asset.address for name, asset in assets.found.items()}
    navigation = [(f"/{page.slug}", page.title) for page in pages]
    folder = root / "templates"
    render = make_render(make_environment(site, addresses, navigation, folder), folder)
    entries = [Entry(p.slug, p.title, p.date, p.summary, p.tags, p.text) for p in posts]
    _try_search(render, entries)
    content = Content(
        site=site,
        pages={page.path: _page(render, page) for page in planned},
        errors={status: _page(render, page) for status, page in plan_errors().items()},
        files={**assets.files, **_icon(assets)},
        entries=entries,
        addresses=addresses,
        navigation=navigation,
    )
    store.save(content, out)
    return content


def _page(render: Render, planned: Planned) -> Page:
    return Page(render(planned.template, **planned.values).encode(), planned.mimetype)


def _try_search(render: Render, entries: Sequence[Entry]) -> None:
    """Render the search now, to find mistakes in its template: on the server it is rendered for each reader."""
    for query in ("", "a", "\N{SNOWMAN}"):
        render("search.html", query=query, results=search(entries, query))


def _icon(assets: Assets) -> dict[str, File]:
    """Browsers ask for it where a page is none, such as a figure."""
    found = assets.files.get("/static/favicon.ico")
    return {"/favicon.ico": found} if found else {}


def _check_links(
    written: Sequence[Post],
    posts: Sequence[Post],
    pages: Sequence[Post],
    planned: Sequence[Planned],
    assets: Assets,
    problems: Problems,
) -> None:
    paths: dict[str, Post | None] = dict.fromkeys([page.path for page in planned] + [*assets.files, *_icon(assets)])
    paths |= {post.path: post for post in posts} | {f"/{page.slug}": page for page in pages}
    drafts = {post.path for post in written} - {post.path for post in posts}
    check_links([*written, *pages], paths, drafts, problems)
