"""The body of a text as posts here have it."""

from __future__ import annotations

import re

from importing import boxes, expressions, formulas, html_blocks, marks, pandoc
from importing.entries import Entry
from importing.fences import known_languages
from importing.html_tags import DEAD_START, DEAD_TAG, EMPTY, FRAME, REMOVED, TAG, Html
from importing.links import BLANKS, INLINE, REFERENCE, SHOWN, USE, Links
from importing.machinery import take_out
from importing.pairs import keep_text
from importing.prose import replace
from importing.targets import Targets
from importing.unknown_tags import without_unknown_tags

CONTENTS = re.compile(
    r"^(?:[*-] [^\n]*\n\{:\s*toc\b[^}]*\}|\[TOC\]|\[\[_?TOC_?\]\]|\{:\s*toc\b[^}]*\})[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)

APART = re.compile(r"(?<=\S)\n(?=\[(?!\^)[^\]\n]{1,40}\]:[ \t]+(?:https?:|/|<)\S*[^\n]*$)", re.MULTILINE)
"""Before the address of a link that stands directly below a text: CommonMark takes it for a part of that."""
BRACKET = re.compile(r"(!\[[^\[\]\n]*\])\]\((?=\S)")
"""A bracket too many."""


def convert(entry: Entry, targets: Targets) -> str:
    """Return the body as posts here have it; files that it shows are noted in `targets`."""
    links = Links(entry, targets)
    html = Html(links)

    def contents(found: re.Match[str], line: int) -> str:
        entry.notes.changed(line, "the table of contents is taken out: pages have none")
        return "\n" * found[0].count("\n")

    body = boxes.keep_known(pandoc.convert(entry, formulas.unescape(entry.body), targets), entry.line, entry.notes)
    body = keep_text(expressions.convert(entry, body, targets), entry.line, entry.notes)
    body = take_out(body, entry.line, entry.notes)
    for pattern, change in (
        (APART, lambda _found, _line: "\n\n"),
        (BRACKET, lambda found, _line: f"{found[1]}("),
        (CONTENTS, contents),
        (REMOVED, html.removed),
        (FRAME, html.frame),
        (INLINE, links.inline),
        (BLANKS, links.blanks),
        (REFERENCE, links.reference),
        (EMPTY, lambda found, _line: f'<a href="{found["address"]}">{found["address"]}</a>'),
        (TAG, html.tag),
        (DEAD_TAG, lambda found, _line: found["text"]),
        (DEAD_START, lambda _found, _line: ""),
    ):
        body = replace(body, entry.line, pattern, change)
    if links.remote:
        body = replace(body, entry.line, SHOWN, links.shown)
    if links.dead:
        body = replace(body, entry.line, USE, links.use)
    body = without_unknown_tags(body, entry.line, entry.notes)
    body = html_blocks.read_markdown(body)
    body = marks.convert(body, entry.line, entry.notes)
    return known_languages(body, entry.notes).strip("\n") + "\n"
