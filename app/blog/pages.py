"""Every page that needs no input, rendered once. A template that fails or loops is found here, before any reader."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup

from blog.assets import Asset, read_assets
from blog.budget import CPU_SECONDS, BudgetSpent, budget
from blog.errors import BlogError
from blog.posts import Post, read_posts
from blog.search import search
from blog.site import Site, read_site

ROOT = "https://root.invalid"
"""Stands in the cached feed for the address the reader came by."""

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Page:
    """A rendered page and the hash of its content."""

    body: bytes
    mimetype: str
    etag: str


@dataclass(frozen=True)
class Blog:
    """All there is to serve. `pages` by path; `assets` by address, both the hashed and the plain one."""

    site: Site
    posts: list[Post]
    pages: dict[str, Page]
    assets: dict[str, Asset]
    render: Callable[..., str]


def load_blog(root: Path, release: str) -> Blog:
    """Reads and renders the blog in `root`. Raises BlogError naming file, line and problem."""
    site = read_site(root / "site.toml")
    assets = {**read_assets(root / "static"), **read_assets(root / "posts", prefix="posts/")}
    posts = read_posts(root / "posts", assets)
    render = _renderer(root / "blog" / "templates", site, assets, release)
    blog = Blog(site, posts, {}, {}, render)
    for path, template, mimetype, values in _plan(posts):
        blog.pages[path] = make_page(render(template, **values), mimetype)
    render("search.html", query="a", results=search(posts, "a"))
    render("error.html", status=404, title="Not found", message="")
    for asset in assets.values():
        blog.assets[asset.path] = asset
        blog.assets[f"/static/{asset.name}"] = asset
    return blog


def make_page(text: str, mimetype: str) -> Page:
    """A page of `text`, with its hash."""
    body = text.encode()
    return Page(body, mimetype, hashlib.sha256(body).hexdigest()[:16])


def _plan(posts: list[Post]) -> list[tuple[str, str, str, dict[str, object]]]:
    pages: list[tuple[str, str, str, dict[str, object]]] = [
        ("/", "index.html", HTML, {"posts": posts}),
        ("/about", "about.html", HTML, {}),
        ("/feed.xml", "feed.xml", "application/atom+xml; charset=utf-8", {"posts": posts[:20], "root": ROOT}),
    ]
    for index, post in enumerate(posts):
        newer = posts[index - 1] if index > 0 else None
        older = posts[index + 1] if index + 1 < len(posts) else None
        pages.append((post.path, "post.html", HTML, {"post": post, "newer": newer, "older": older}))
    return pages


def feed_html(post: Post, root: str) -> str:
    """The post's HTML with absolute addresses, for readers that know no base."""
    html = post.html.replace('href="#', f'href="{root}{post.path}#')
    return html.replace('src="/', f'src="{root}/').replace('href="/', f'href="{root}/')


def _renderer(folder: Path, site: Site, assets: dict[str, Asset], release: str) -> Callable[..., str]:
    loader = jinja2.FileSystemLoader(folder)
    environment = jinja2.Environment(
        loader=loader, undefined=jinja2.StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )

    def asset(name: str) -> str:
        if name not in assets:
            raise jinja2.TemplateRuntimeError(f'there is no file "{name}" in static/')
        return assets[name].path

    environment.globals.update(site=site, asset=asset, release=release, safe=Markup, feed_html=feed_html)

    def render(template: str, **values: object) -> str:
        try:
            with budget():
                return environment.get_template(template).render(**values)
        except jinja2.TemplateSyntaxError as error:
            raise BlogError(f"blog/templates/{error.name}", error.lineno, str(error.message)) from None
        except BudgetSpent as error:
            problem = f"the template took more than {CPU_SECONDS:g} s of processor time; does a loop end?"
            raise _placed(folder, template, problem, error) from None
        except Exception as error:  # noqa: BLE001 - whatever a template does wrong, the author needs its place
            raise _placed(folder, template, f"{type(error).__name__}: {error}", error) from None

    return render


def _placed(folder: Path, template: str, problem: str, error: Exception) -> BlogError:
    """Finds the template's line in the traceback: Jinja puts its templates there as if they were code."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).parent == folder]
    if not frames:
        return BlogError(f"blog/templates/{template}", None, problem)
    return BlogError(f"blog/templates/{Path(frames[-1].filename).name}", frames[-1].lineno, problem)
