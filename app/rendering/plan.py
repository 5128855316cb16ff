"""Which page is rendered from which template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from content.media import ATOM, HTML, TEXT, XML
from rendering.posts import Post
from rendering.taxonomy import Series, Tag

ON_INDEX = 10
IN_FEED = 20
"""Posts of the last months; feed readers ask daily."""

ERRORS = {
    400: ("Not understood", "The server could not make sense of this request."),
    404: ("Not found", "There is no page at this address. It may have moved; the search may know where."),
    405: ("Not possible", "This address does not take that kind of request."),
    413: ("Too much", "That was more than this address takes."),
    500: ("Something broke", "The mistake is ours and not yours. Please try again in a moment."),
}


@dataclass(frozen=True)
class Planned:
    """One page to be rendered."""

    path: str
    template: str
    values: dict[str, object]
    mimetype: str = HTML


def plan_pages(
    posts: Sequence[Post], pages: Sequence[Post], tags: dict[str, Tag], series: dict[str, Series]
) -> list[Planned]:
    """Plan every page but those for errors; `posts` are newest first."""
    years = [(year, list(group)) for year, group in groupby(posts, key=lambda post: post.date.year)]
    planned = [
        Planned("/", "index.html", {"posts": posts[:ON_INDEX], "more": len(posts) > ON_INDEX, "path": "/"}),
        Planned("/archive", "archive.html", {"years": years, "path": "/archive"}),
        Planned("/tags", "tags.html", {"tags": list(tags.values()), "path": "/tags"}),
        Planned("/feed.xml", "feed.xml", {"posts": posts[:IN_FEED], "tags": tags}, ATOM),
        Planned("/robots.txt", "robots.txt", {}, TEXT),
    ]
    planned += [Planned(tag.path, "tag.html", {"tag": tag, "path": tag.path}) for tag in tags.values()]
    planned += [Planned(f"/{page.slug}", "page.html", {"page": page, "path": f"/{page.slug}"}) for page in pages]
    for index, post in enumerate(posts):
        values = {
            "post": post,
            "path": post.path,
            "newer": posts[index - 1] if index > 0 else None,
            "older": posts[index + 1] if index + 1 < len(posts) else None,
            "tags": [tags[name] for name in dict.fromkeys(post.tags) if name in tags],
            "series": series.get(post.series) if post.series else None,
        }
        planned.append(Planned(post.path, "post.html", values))
    updated = {post.path: post.updated for post in posts}
    dated = [(page.path, updated.get(page.path)) for page in planned if page.mimetype == HTML]
    return [*planned, Planned("/sitemap.xml", "sitemap.xml", {"pages": dated}, XML)]


def plan_errors() -> dict[int, Planned]:
    """Plan the page for each status of ERRORS."""
    return {
        status: Planned("", "error.html", {"status": status, "title": title, "message": message})
        for status, (title, message) in ERRORS.items()
    }
