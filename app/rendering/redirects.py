"""Old addresses: `aliases` of posts and pages, app/redirects.txt, and those that feeds of other generators have."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from content.redirects import plain
from rendering.errors import Problems

FILE = "redirects.txt"
MAX_LENGTH = 1000
MAX_REDIRECTS = 20_000
FEED = "/feed.xml"
FEEDS = [
    "/index.xml",
    "/atom.xml",
    "/rss.xml",
    "/feed",
    "/rss",
    "/atom",
    "/feed.atom",
    "/feed.rss",
    "/feeds/all.atom.xml",
    "/feeds/all.rss.xml",
    "/feeds/atom.xml",
    "/feeds/rss.xml",
    "/feed/feed.xml",
    "/blog.xml",
    "/posts.xml",
    "/blog/atom.xml",
    "/blog/rss.xml",
    "/posts/index.xml",
    "/posts/feed.xml",
    "/post/index.xml",
    "/blog/index.xml",
    "/blog/feed.xml",
    "/blog/feed",
    "/feed.json",
]
TAKEN = ("/search", "/csp-report", "/healthz", "/release.json", "/posts")
"""Addresses that the server answers, and no page is."""

FOREIGN = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


@dataclass(frozen=True)
class Redirect:
    """One old address, where it leads, and the line that says so. `draft`: not to be served yet."""

    shown: str
    line: int
    old: str
    new: str
    draft: bool = False


def read_table(file: Path, problems: Problems) -> list[Redirect]:
    """Read app/redirects.txt: on each line an old address, blanks, a new one. Lines with `#` are comments.

    A line of another form is a problem. The file may be missing.
    """
    if not file.exists():
        return []
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (UnicodeDecodeError, OSError):
        problems.add(FILE, 0, "cannot be read as UTF-8 text; save the file as UTF-8")
        return []
    found: list[Redirect] = []
    for number, line in enumerate(lines, start=1):
        parts = line.split()
        if not parts or parts[0].startswith("#"):
            continue
        if len(parts) != 2:
            problems.add(FILE, number, "must be an old address and a new one, as in: /2019/old.html /posts/new")
        else:
            found.append(Redirect(FILE, number, parts[0], parts[1]))
    return found


def check(
    redirects: Sequence[Redirect],
    pages: Mapping[str, Collection[str] | None],
    files: Collection[str],
    problems: Problems,
) -> dict[str, str]:
    """Return what is to be served: new addresses by old ones, the feed's among them.

    Problems, each with its line: an address that is none or of another site, an old one that is live or given twice,
    a new one that does not exist (drafts do), a loop or chain.

    Args:
        redirects: what posts and the table say.
        pages: every page, with the ids of its headings where they are known.
        files: addresses of files.
        problems: gets what is wrong.
    """
    if len(redirects) > MAX_REDIRECTS:
        problems.add(redirects[-1].shown, redirects[-1].line, f"is one of {len(redirects):,}; {MAX_REDIRECTS:,} may be")
        return {}
    live = {*pages, *files, *TAKEN}
    by_old: dict[str, Redirect] = {}
    for redirect in redirects:
        old = plain(unquote(redirect.old))
        wrong = _old_problem(redirect.old, old, live, by_old.get(old))
        if wrong:
            problems.add(redirect.shown, redirect.line, wrong)
        else:
            by_old[old] = redirect
    for redirect in by_old.values():
        for wrong in _new_problems(redirect.new, pages, live, by_old):
            problems.add(redirect.shown, redirect.line, wrong)
    served = {feed: FEED for feed in FEEDS if feed not in live}
    return served | {old: unquote(redirect.new) for old, redirect in by_old.items() if not redirect.draft}


def form_problem(address: str) -> str | None:
    """Tell what is wrong with an address of this site, or None."""
    text = unquote(address)
    # Also encoded: a browser takes "/%5C" apart from "\", proxies do not always.
    if not text.isprintable() or "\\" in text or "\N{REPLACEMENT CHARACTER}" in text or '"' in text:
        return "has a character that no address may have (control characters, quotes, a backslash)"
    if FOREIGN.match(text):
        return "is of another site; only addresses of this one can be redirected"
    if not text.startswith("/"):
        return 'must begin with "/"'
    if "//" in text or any(part.startswith(".") for part in text.split("/")):
        return 'has "//", or a part that begins with a dot, which the server never answers'
    if len(address) > MAX_LENGTH:
        return f"has {len(address):,} characters; {MAX_LENGTH:,} may be"
    return None


def _old_problem(given: str, old: str, live: Collection[str], other: Redirect | None) -> str | None:
    wrong = form_problem(given)
    if wrong:
        return f'the old address "{_shown(given)}" {wrong}'
    if "?" in given or "#" in given:
        return f'the old address "{given}" has "?" or "#": a redirect goes by what is before it'
    if old in live or unquote(given) in live:
        return f'the old address "{given}" is one that the site has today ({old}); take it out'
    if other:
        return f'the old address "{given}" is given by {other.shown}:{other.line}, too; take one of them out'
    return None


def _new_problems(
    given: str, pages: Mapping[str, Collection[str] | None], live: Collection[str], by_old: Mapping[str, Redirect]
) -> Iterator[str]:
    wrong = form_problem(given)
    address, _, heading = unquote(given).partition("#")
    if wrong:
        yield f'the new address "{_shown(given)}" {wrong}'
    elif plain(address) in by_old:
        yield f'the new address "{given}" is an old one itself; write where it leads in the end'
    elif address not in live:
        yield f'the new address "{given}" does not exist; write one of a page or file, as /posts/its-name'
    elif heading and heading not in (pages.get(address) or ()):
        yield f'the new address "{given}" names a heading that is not there'


def _shown(address: str) -> str:
    return address if address.isprintable() else repr(address)[1:-1]
