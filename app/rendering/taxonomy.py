"""Posts by tag and by series."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from content.search import fold
from rendering.errors import Problems
from rendering.posts import Post


@dataclass(frozen=True)
class Tag:
    """A tag and its posts, newest first."""

    name: str
    slug: str
    posts: list[Post]

    @property
    def path(self) -> str:
        """Address on the site."""
        return f"/tags/{self.slug}"


@dataclass(frozen=True)
class Series:
    """A series' posts in the order of reading: oldest first."""

    name: str
    posts: list[Post]

    def part(self, post: Post) -> int:
        """Return which part `post` is, from 1."""
        return self.posts.index(post) + 1


def tag_slug(name: str) -> str:
    """Return the tag's part of an address: letters and digits of any script without accents, joined by hyphens."""
    return "-".join(re.findall(r"\w+", fold(name)))


def tags(posts: Sequence[Post], problems: Problems) -> dict[str, Tag]:
    """Group posts by tag, in alphabetical order. A tag without an address, or with that of another, is a problem."""
    found: dict[str, Tag] = {}
    for post in posts:
        for name in dict.fromkeys(post.tags):
            slug = tag_slug(name)
            same = next((tag for tag in found.values() if tag.slug == slug and tag.name != name), None)
            if not slug:
                problems.add(post.shown, 0, f'the tag "{name}" has neither letters nor digits')
            elif same:
                problems.add(
                    post.shown, 0, f'the tag "{name}" is written "{same.name}" in {same.posts[0].shown}; choose one'
                )
            else:
                found.setdefault(name, Tag(name, slug, [])).posts.append(post)
    return dict(sorted(found.items(), key=lambda pair: fold(pair[0])))


def series(posts: Sequence[Post]) -> dict[str, Series]:
    """Group posts by series; `posts` are newest first."""
    found: dict[str, Series] = {}
    for post in reversed(posts):
        if post.series:
            found.setdefault(post.series, Series(post.series, [])).posts.append(post)
    return found
