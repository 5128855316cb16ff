"""HTML in a text: links and pictures, and what no page here has."""

from __future__ import annotations

import re
from html import unescape

from importing.links import NOWHERE, Links, words_of
from importing.targets import SCHEME, host

TAG = re.compile(r"""<(?P<name>a|img|image)\b(?P<attributes>(?:"[^"]*"|'[^']*'|[^<>"'])*+)>""", re.IGNORECASE)
ATTRIBUTE = re.compile(
    r"""\b(?P<key>href|src|data-src|alt|title)\s*=\s*(?:"(?P<dq>[^"]*)"|'(?P<sq>[^']*)'|(?P<bare>[^\s"'>]+))""",
    re.IGNORECASE,
)
FRAME = re.compile(
    r"<(?P<name>iframe|embed|video|audio)\b(?P<attributes>[^>]*)>(?:.*?</(?P=name)\s*>)?", re.IGNORECASE | re.DOTALL
)
SOURCE = re.compile(r"""\bsrc\s*=\s*["']?([^\s"'>]+)""", re.IGNORECASE)
REMOVED = re.compile(r"<(?P<name>script|style|noscript|link)\b[^>]*>(?:.*?</(?P=name)\s*>)?", re.IGNORECASE | re.DOTALL)
EMPTY = re.compile(
    r"""<a\b[^<>]*\bhref\s*=\s*["']?(?P<address>https?:[^\s"'<>]+)["']?[^<>]*>\s*</a\s*>""", re.IGNORECASE
)
"""A link that a script or style makes visible, as cards of other sites."""
DEAD = "<a \ufffc>"
"""Stands for a link whose target is not here, until its end is found."""
DEAD_TAG = re.compile(rf"{DEAD}(?P<text>(?:(?!<a\b)[\s\S])*?)</a\s*>", re.IGNORECASE)
DEAD_START = re.compile(DEAD)


class Html:
    """Rewrites the tags of an entry's text."""

    def __init__(self, links: Links) -> None:
        self.links, self.notes = links, links.notes

    def removed(self, found: re.Match[str], line: int) -> str:
        """Take out what pages cannot have, with all that is in it."""
        self.notes.left(line, f"<{found['name'].lower()}> is taken out: pages have no scripts or styles of their own")
        return "\n" * found[0].count("\n")

    def frame(self, found: re.Match[str], line: int) -> str:
        """Link what a frame or player shows."""
        source = SOURCE.search(found[0])
        if not source:
            return found[0]
        address = unescape(source[1])
        address = f"https:{address}" if address.startswith("//") else address
        address = re.sub(
            r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)[^\s]*",
            r"https://www.youtube.com/watch?v=\1",
            address,
        )
        what = host(address) if SCHEME.match(address) else "Watch or listen"
        self.notes.left(line, f"<{found['name']}> is a link to {address} now; a still picture with a link is nicer")
        return f"\n\n[{what}]({address})\n\n"

    def tag(self, found: re.Match[str], line: int) -> str:
        """Rewrite the address of a link or picture."""
        given = {
            m["key"].lower(): unescape(next(m[g] for g in ("dq", "sq", "bare") if m[g] is not None))
            for m in ATTRIBUTE.finditer(found["attributes"])
        }
        if found["name"].lower() != "a":
            return self._img(line, given)
        if "href" not in given:
            return found[0]
        new = self.links.targets.link(self.links.entry, given["href"])
        if new is None:
            self.notes.left(line, f"the link to {given['href']} is taken out: {NOWHERE}")
            return DEAD
        return found[0] if new == given["href"] else f'<a href="{new}">'

    def _img(self, line: int, given: dict[str, str]) -> str:
        raw = given.get("src") or given.get("data-src") or ""
        alt = given.get("alt") or given.get("title") or ""
        if not alt.strip():
            alt = words_of(raw)
            self.notes.left(line, f"the picture {raw} has no description: write what it shows")
        alt = " ".join(alt.replace('"', "”").split())
        new = self.links.file(raw)
        if new:
            return f'<img src="{new}" alt="{alt}">'
        self.notes.left(line, f"the picture {raw[:120]} is not among the files: put it beside the post")
        return f'<a href="{raw}">{alt}</a>' if re.match("https?:", raw) else alt
