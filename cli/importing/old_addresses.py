"""Where a post was on the former site, by the generator's rules and settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from importing.front import Front, text_of, texts
from importing.generators import Blog
from rendering.addresses import slug_of

JEKYLL = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "none": "/:categories/:title.html",
}


def old_address(blog: Blog, name: str, front: Front, date: str, title: str) -> str:
    """Return the former address, with a leading slash and without the site's base; "" where it cannot be known."""
    given = text_of(front, "permalink", "url", "save_as", "path")
    if given and ":" not in given and "{" not in given:
        return given if given.startswith("/") else f"/{given}"
    path = PurePosixPath(name)
    rule = RULES.get(blog.generator)
    if rule:
        return re.sub(r"/{2,}", "/", rule(blog, path, front, date, title))
    inside = path.relative_to(blog.content[0]) if blog.content[0] else path
    return f"/{inside.with_suffix('.html' if blog.generator == 'quarto' else '').as_posix()}"


def _jekyll(blog: Blog, path: PurePosixPath, front: Front, date: str, _title: str) -> str:
    if "_posts" not in path.parts:
        return f"/{path.with_suffix('.html').as_posix()}"
    scheme = text_of(front, "permalink") or str(blog.settings.get("permalink") or "date")
    stem = re.sub(r"^\d{4}-\d\d?-\d\d?-", "", path.stem)
    before = [part for part in path.parts[:-1] if part != "_posts"]
    categories = texts(front.get("categories")) or text_of(front, "category").split()
    if len(categories) == 1:
        categories = categories[0].split()
    parts = {
        "categories": "/".join([*before, *(word.lower() for word in categories)]),
        "title": stem,
        "slug": text_of(front, "slug") or stem,
    }
    return _filled(JEKYLL.get(scheme, scheme), parts, date)


def _hugo(blog: Blog, path: PurePosixPath, front: Front, date: str, title: str) -> str:
    inside = path.relative_to("content")
    stem = inside.parent.name if inside.stem == "index" else inside.stem
    section = inside.parts[0] if len(inside.parts) > 1 else ""
    rules = blog.settings.get("permalinks")
    if isinstance(rules, Mapping):
        rules = rules.get("page") if isinstance(rules.get("page"), Mapping) else rules
        scheme = rules.get(section) if isinstance(rules, Mapping) else None
        if isinstance(scheme, str):
            slug = text_of(front, "slug") or stem
            words = {
                "filename": stem,
                "contentbasename": stem,
                "slug": slug,
                "slugorfilename": slug,
                "title": _dashed(title),
                "section": section,
            }
            return _filled(scheme, words, date)
    folder = inside.parent.parent if inside.stem == "index" else inside.parent
    return f"/{folder.as_posix() if folder.as_posix() != '.' else ''}/{text_of(front, 'slug') or _dashed(stem)}/"


def _pelican(blog: Blog, path: PurePosixPath, front: Front, date: str, title: str) -> str:
    page = "pages" in path.parts and not date
    scheme = str(
        blog.settings.get("page_url" if page else "article_url") or ("pages/{slug}.html" if page else "{slug}.html")
    )
    slug = text_of(front, "slug") or _dashed(
        title if blog.settings.get("slugify_source", "title") == "title" else path.stem
    )
    year, month, day = [*date[:10].split("-"), "", "", ""][:3]
    for letter, value in (("Y", year), ("m", month), ("d", day)):
        scheme = scheme.replace(f"%{letter}", value)
    scheme = re.sub(r"\{date:([^{}]*)\}", r"\1", scheme)
    return "/" + scheme.replace("{slug}", slug).replace("{category}", _dashed(text_of(front, "category"))).lstrip("/")


def _hexo(blog: Blog, path: PurePosixPath, front: Front, date: str, _title: str) -> str:
    inside = path.relative_to(blog.content[0])
    if not {"_posts", "_drafts"} & set(inside.parts):
        return f"/{(inside.parent if inside.stem == 'index' else inside.with_suffix('.html')).as_posix()}"
    stem = inside.relative_to(inside.parts[0]).with_suffix("")
    stem = stem.parent if stem.name == "index" else stem
    categories = texts(front.get("categories")) or text_of(front, "category").split()
    words = {"title": stem.as_posix(), "name": stem.name, "post_title": _dashed(text_of(front, "title"))}
    words |= {"category": "/".join(categories), "slug": stem.name}
    return _filled(str(blog.settings.get("permalink") or ":year/:month/:day/:title/"), words, date)


def _zola(_blog: Blog, path: PurePosixPath, front: Front, _date: str, _title: str) -> str:
    inside = path.relative_to("content")
    stem = inside.parent.name if inside.stem == "index" else re.sub(r"^\d{4}-\d\d-\d\d[-_]", "", inside.stem)
    folder = (inside.parent.parent if inside.stem == "index" else inside.parent).as_posix()
    return f"/{folder if folder != '.' else ''}/{text_of(front, 'slug') or _dashed(stem)}/"


def _nikola(blog: Blog, path: PurePosixPath, front: Front, _date: str, _title: str) -> str:
    tail = "/" if str(blog.settings.get("pretty_urls", True)) == "True" else ".html"
    return f"/{path.parts[0]}/{text_of(front, 'slug') or _dashed(path.stem)}{tail}"


RULES = {
    "jekyll": _jekyll,
    "hugo": _hugo,
    "pelican": _pelican,
    "hexo": _hexo,
    "zola": _zola,
    "nikola": _nikola,
}


def _filled(scheme: str, words: Mapping[str, str], date: str) -> str:
    year, month, day = [*date[:10].split("-"), "", "", ""][:3]
    short = {"i_month": month.lstrip("0"), "i_day": day.lstrip("0"), "short_year": year[2:]}
    known = {**words, "year": year, "month": month, "day": day, **short, "output_ext": ".html"}
    unknown = [word for word in re.findall(r":(\w+)", scheme) if word not in known]
    if unknown:
        return ""
    return "/" + re.sub(r":(\w+)", lambda found: known[found[1]], scheme).lstrip("/")


def _dashed(text: str) -> str:
    return slug_of(text)
