"""Where a link may lead: to other sites, within this one, or to a file beside the post."""

from __future__ import annotations

import re
from urllib.parse import unquote

from rendering.html_tags import SCHEMES

SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):|//", re.IGNORECASE)


def within(target: str) -> bool:
    """Tell whether a link stays within the site, which is checked when all pages are known (links.py)."""
    return target.startswith(("/", "#")) and not target.startswith("//")


def problem(target: str) -> str | None:
    """Return what is wrong with an address that is no file beside the post, or None."""
    if re.search(r"\{[{%]", unquote(target)):
        return f'links to "{unquote(target)[:80]}", a template expression: write /posts/its-name, or a file'
    scheme = SCHEME.match(target)
    if scheme and scheme[1] and scheme[1].lower() not in SCHEMES:
        return f'links to "{target[:80]}"; an address may begin with {", ".join(sorted(SCHEMES))}'
    if scheme or within(target):
        return None
    return f'links to "{target}", and there is no such file beside it; a page is linked as /posts/its-name'
