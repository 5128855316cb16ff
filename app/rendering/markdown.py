"""Markdown to HTML. What cannot be shown as it was meant is a problem with its line, and never text for readers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from rendering import author_html, contents, empty_links, figures, headings, sanitize
from rendering.assets import Asset
from rendering.dialect import dialect_plugin
from rendering.document import Document, Link
from rendering.errors import Problems
from rendering.excerpt import Excerpt
from rendering.formulas_syntax import formulas_plugin

PARSER = MarkdownIt("js-default").use(dialect_plugin).use(formulas_plugin)
ID = re.compile(r'(<[a-z][^<>]*?) id="([^"]+)"')


@dataclass(frozen=True)
class Rendered:
    """`html` goes into a page, `text` into the search.

    Attributes:
        image: the first figure that is no SVG.
        excerpt: the beginning, as plain text.
    """

    html: str
    text: str
    links: tuple[Link, ...]
    ids: frozenset[str]
    image: Asset | None
    excerpt: str


def render(
    file: str, first_line: int, body: str, assets: Mapping[str, Asset], problems: Problems, title: str = ""
) -> Rendered:
    """Render the Markdown of a post or page.

    Problems: an unknown image, an image without a description, a link to a file that is not there, an unknown language
    of a code block, a formula that is not LaTeX, HTML that no post may have (raw_html.py), and what would be shown
    as it is written (debris.py). Links within the site are returned: only the whole site knows their targets.

    Args:
        file: how messages name the file.
        first_line: the line of `file` at which `body` begins, from 1.
        body: the Markdown.
        assets: the files beside it, by their names.
        problems: gets what cannot be shown.
        title: of the post; a first heading `#` that repeats it is dropped. Default: none.
    """
    document = Document(file, assets, problems)
    env: dict[str, object] = {}
    tokens = PARSER.parse(sanitize.plain(body), env)
    refuse = lambda line, text: problems.add(file, first_line + line, text)  # noqa: E731
    tokens = author_html.take(PARSER, tokens, refuse)
    empty_links.drop(tokens, refuse)
    headings.arrange(tokens, title)
    tokens = contents.fill(tokens)
    excerpt = Excerpt()
    text: list[str] = []
    for index, token in enumerate(tokens):
        if token.map:
            document.line = first_line + token.map[0]
        for below, problem in token.meta.get("debris", ()):
            problems.add(file, document.line + below, problem)
        document.block(token)
        if token.type == "inline" and index > 0:
            for problem in figures.wrap(PARSER, tokens, index):
                document.refuse(problem)
        excerpt.see(tokens, index)
        for child in token.children or ():
            text.append(_text(child))
            document.inline(child)
        text.append(" ")
    html, nowhere = document.formulas.numbers.refer(sanitize.to_html(PARSER, tokens, env))
    for label in nowhere:
        problems.add(
            file,
            document.formulas.numbers.lines.get(label, 0),
            f"refers to the formula {label}, and no row of a formula has this \\label",
        )
    words = " ".join("".join(text).split())
    html, ids = _unique_ids(html)
    return Rendered(html, words, tuple(document.links), ids, document.image, excerpt.text())


def _unique_ids(html: str) -> tuple[str, frozenset[str]]:
    """Take away each id that an element before has. Returns the HTML and the ids."""
    seen: set[str] = set()

    def keep(tag: re.Match[str]) -> str:
        again = tag[2] in seen
        seen.add(tag[2])
        return tag[1] if again else tag[0]

    return ID.sub(keep, html), frozenset(seen)


def _text(token: Token) -> str:
    """Return a token's words for the search. LaTeX is none."""
    if token.type == "html_inline" or (token.type.startswith("math") and "\\" in token.content):
        return " "
    return token.content or " "
