"""Search: every word must be there, accents and case do not matter, the page stays safe."""

from __future__ import annotations

import datetime

import pytest

from content.model import Entry
from content.search import fold, mark, search


def post(slug: str, title: str, text: str, tags: tuple[str, ...] = ()) -> Entry:
    return Entry(slug, title, datetime.date(2026, 1, 1), "Summary", tags, text)


POSTS = [
    post("a", "Cepheids", "A star, and noise."),
    post("b", "Noise", "Nothing <else> here."),
    post("c", "Café", "Über den Wolken", ("stars",)),
]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("noise", ["b", "a"]),
        ("NOISE star", ["a"]),
        ("cafe", ["c"]),
        ("uber", ["c"]),
        ("Über", ["c"]),
        ("star", ["c", "a"]),
        ("nothing at all", []),
        ("", []),
        ("   ", []),
        (".*", []),
    ],
)
def test_search(query: str, slugs: list[str]) -> None:
    assert [result.post.slug for result in search(POSTS, query)] == slugs


def test_excerpt_is_escaped_and_marked() -> None:
    assert search(POSTS, "else")[0].excerpt == "Nothing &lt;<mark>else</mark>&gt; here."


def test_excerpt_of_a_long_text_ends_at_words() -> None:
    text = "word " * 60 + "needle " + "word " * 60
    excerpt = str(search([post("x", "X", text.strip())], "needle")[0].excerpt)
    assert excerpt.startswith("… word word")
    assert "<mark>needle</mark>" in excerpt
    assert excerpt.endswith("word …")


def test_fold_keeps_the_length() -> None:
    for text in ("Über", "ﬁne", "İstanbul", "ß", "日本", "e\u0301"):
        assert len(fold(text)) == len(text)


def test_mark_keeps_the_accents() -> None:
    assert mark("Café & co", ["cafe"]) == "<mark>Café</mark> &amp; co"
