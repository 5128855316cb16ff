"""Whether links within the site lead anywhere: a dead one is found before any reader finds it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from rendering.errors import Problems
from rendering.posts import Post

SERVED = ("/search", "/csp-report", "/healthz", "/release.json")
"""What no rendered page is, and answers all the same."""


def check_links(
    posts: Sequence[Post],
    paths: Mapping[str, Post | None],
    drafts: set[str],
    problems: Problems,
    ahead: Mapping[str, datetime.datetime] | None = None,
) -> None:
    """Check the links of `posts` that stay within the site.

    Args:
        posts: whose links to check.
        paths: every address there is, with its post where it is one.
        drafts: addresses of drafts.
        ahead: addresses that are there from a later moment on, with it; default: none.
        problems: gets one for each link to a draft, a later post, a missing page or a missing heading.
    """
    later = ahead or {}
    for post in posts:
        for link in post.links:
            address, _, fragment = unquote(link.target).partition("#")
            address = address.partition("?")[0].rstrip("/") or ("/" if address else "")
            target = paths.get(address) if address else post
            if address in drafts and not post.draft:
                problems.add(post.shown, link.line, f"links to {address}, which is a draft")
            elif address and address not in paths and address not in SERVED and address not in drafts:
                problems.add(post.shown, link.line, f"links to {address}, and there is no such {_kind(address)}")
            elif address in later and post.moment < later[address] and not post.draft:
                day = later[address].strftime("%Y-%m-%d %H:%M UTC")
                problems.add(post.shown, link.line, f"links to {address}, which appears only at {day}")
            elif target and fragment and fragment not in target.ids:
                known = f"; there are: {', '.join(sorted(target.ids))}" if target.ids else ""
                problems.add(
                    post.shown, link.line, f"links to #{fragment}, and {target.shown} has no such heading{known}"
                )


def _kind(address: str) -> str:
    return "post" if address.startswith("/posts/") else "page"
