"""Search in the posts: a few hundred texts in memory need no index."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from markupsafe import Markup, escape

from content.model import Entry

MAX_QUERY = 200
MAX_RESULTS = 20
EXCERPT = 180
"""Characters of text around the first hit."""

Folded = tuple[tuple[int, str], ...]
_KNOWN: WeakKeyDictionary[Entry, Folded] = WeakKeyDictionary()
"""Gone with the release that the posts are of."""


@dataclass(frozen=True)
class Result:
    """A post that has every word of the query; `excerpt` is HTML with the words marked."""

    post: Entry
    excerpt: Markup


def fold(text: str) -> str:
    """Return the text in lower case without accents, of the SAME length: places found in one hold in the other."""
    if text.isascii():
        return text.lower()
    return "".join(unicodedata.normalize("NFKD", char)[0].lower()[:1] or char for char in text)


def search(posts: Sequence[Entry], query: str) -> list[Result]:
    """Find the posts that have every word of `query`, those with hits in title and tags first; at most MAX_RESULTS.

    Of the query the first MAX_QUERY characters count.
    """
    words = fold(query[:MAX_QUERY]).split()
    if not words:
        return []
    scored = [(_score(post, words), post) for post in posts]
    hits = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: -pair[0])
    return [Result(post, excerpt(post, words)) for _, post in hits[:MAX_RESULTS]]


def _folded(post: Entry) -> Folded:
    """Fold the post's fields, with their weights, once: folding a long text takes milliseconds."""
    found = _KNOWN.get(post)
    if found is None:
        fields = ((10, post.title), (5, " ".join(post.tags)), (3, post.summary), (1, post.text))
        found = _KNOWN[post] = tuple((weight, fold(text)) for weight, text in fields)
    return found


def _score(post: Entry, words: Sequence[str]) -> int:
    total = 0
    for word in words:
        score = sum(weight for weight, text in _folded(post) if word in text)
        if score == 0:
            return 0
        total += score
    return total


def excerpt(post: Entry, words: Sequence[str]) -> Markup:
    """Return the text around the first hit, or the summary where only title, tags or summary have one."""
    folded = _folded(post)[-1][1]
    places = [place for place in (folded.find(word) for word in words) if place >= 0]
    if not places:
        return mark(post.summary, words)
    start = max(0, min(places) - EXCERPT // 3)
    if start:
        start = post.text.find(" ", start) + 1
    end = len(post.text) if start + EXCERPT >= len(post.text) else post.text.rfind(" ", start, start + EXCERPT)
    piece = post.text[start : max(end, start + EXCERPT // 2)].strip()
    before = "… " if start else ""
    after = " …" if end < len(post.text) else ""
    return escape(before) + mark(piece, words) + escape(after)


def mark(text: str, words: Sequence[str]) -> Markup:
    """Return `text` as HTML with each of `words` in a <mark>."""
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    pieces: list[Markup] = []
    end = 0
    for found in pattern.finditer(fold(text)):
        pieces += [
            escape(text[end : found.start()]),
            Markup("<mark>"),
            escape(text[found.start() : found.end()]),
            Markup("</mark>"),
        ]
        end = found.end()
    return Markup("").join([*pieces, escape(text[end:])])
