"""Posts dated ahead: what the site is at each moment that is still to come, so that they appear without a push."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from rendering.errors import Problems
from rendering.plan import Planned
from rendering.posts import Post

MAX_MOMENTS = 20
"""The server holds the lists, the feed and the sitemap once for each."""


@dataclass(frozen=True)
class Stage:
    """The posts that are there from `moment` on, newest first. `appear`: those that were not there before it."""

    moment: datetime.datetime
    posts: list[Post]
    appear: list[Post]


def stages(posts: Sequence[Post], now: datetime.datetime, problems: Problems) -> list[Stage]:
    """Return what there is now, and then at each later moment. `posts` are newest first.

    More than MAX_MOMENTS moments ahead are a problem.
    """
    ahead = sorted({post.moment for post in posts if post.moment > now})
    if len(ahead) > MAX_MOMENTS:
        post = next(post for post in posts if post.moment == ahead[MAX_MOMENTS])
        problems.add(
            post.shown, 0, f"is dated ahead as {len(ahead)} posts are; at most {MAX_MOMENTS} may: use draft: true"
        )
        ahead = ahead[:MAX_MOMENTS]
    found: list[Stage] = []
    for moment in [now, *ahead]:
        there = [post for post in posts if post.moment <= moment]
        found.append(Stage(moment, there, there[: len(there) - len(found[-1].posts)] if found else there))
    return found


def changes(before: Sequence[Planned], after: Sequence[Planned]) -> list[Planned]:
    """Return the pages of `after` that are not the same in `before`."""
    known = {page.path: page for page in before}
    return [page for page in after if known.get(page.path) != page]
