"""Markdown to HTML. Raw HTML in a post is shown as text; what cannot be shown is a problem with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from rendering import figures
from rendering.assets import Asset
from rendering.errors import Problems
from rendering.formulas import FormulaError, to_mathml

PARSER = (
    MarkdownIt("js-default", {"typographer": True})
    .use(footnote_plugin)
    .use(anchors_plugin, min_level=2, max_level=3)
    .use(dollarmath_plugin, allow_space=False, allow_digits=False)
)
FORMATTER = HtmlFormatter(nowrap=True)
IDS = re.compile(r'\bid="([^"]+)"')


@dataclass(frozen=True)
class Link:
    """Where a page leads to, and the line that says so."""

    line: int
    target: str


@dataclass(frozen=True)
class Rendered:
    """`html` goes into a page, `text` into the search. `image`: the first figure that is no SVG."""

    html: str
    text: str
    links: tuple[Link, ...]
    ids: frozenset[str]
    image: Asset | None


@dataclass
class _Document:
    file: str
    assets: Mapping[str, Asset]
    problems: Problems
    line: int = 1
    links: list[Link] = field(default_factory=list)
    image: Asset | None = None

    def refuse(self, text: str) -> None:
        self.problems.add(self.file, self.line, text)


def render(file: str, first_line: int, body: str, assets: Mapping[str, Asset], problems: Problems) -> Rendered:
    """Render the Markdown of a post or page.

    Problems: an unknown image, an image without a description, a link to a file that is not there, an unknown language
    of a code block and a formula that is not LaTeX. Links within the site are returned: only the whole site knows
    their targets.

    Args:
        file: how messages name the file.
        first_line: the line of `file` at which `body` begins, from 1.
        body: the Markdown.
        assets: the files beside it, by their names.
        problems: gets what cannot be shown.
    """
    document = _Document(file, assets, problems)
    env: dict[str, object] = {}
    tokens = PARSER.parse(body, env)
    text: list[str] = []
    for index, token in enumerate(tokens):
        if token.map:
            document.line = first_line + token.map[0]
        _block(document, token)
        for child in token.children or ():
            text.append(child.content or " ")
            _inline(document, child)
        if token.type == "inline" and index > 0:
            problem = figures.wrap(PARSER, tokens, index)
            if problem:
                document.refuse(problem)
        text.append(" ")
    html = PARSER.renderer.render(tokens, PARSER.options, env)
    words = " ".join("".join(text).split())
    return Rendered(html, words, tuple(document.links), frozenset(IDS.findall(html)), document.image)


def _block(document: _Document, token: Token) -> None:
    if token.type in ("heading_open", "heading_close") and token.tag == "h1":
        token.tag = "h2"
    elif token.type == "fence":
        token.content = _code(document, token.content, token.info.strip().split(" ")[0])
        token.type = "html_block"
    elif token.type == "math_block":
        token.content = f'<div class="formula" tabindex="0">{_formula(document, token.content, "block")}</div>\n'
        token.type = "html_block"
    elif token.type == "table_open":
        token.attrSet("tabindex", "0")
    elif token.type in ("th_open", "td_open") and "style" in token.attrs:
        # The page's policy forbids style attributes.
        token.attrs["class"] = str(token.attrs.pop("style")).removeprefix("text-align:")


def _inline(document: _Document, token: Token) -> None:
    if token.type in ("softbreak", "hardbreak"):
        document.line += 1
    elif token.type in ("math_inline", "math_inline_double"):
        token.content = _formula(document, token.content, "inline")
        token.type = "html_inline"
    elif token.type == "image":
        problem = figures.place(token, document.assets)
        if problem:
            document.refuse(problem)
        document.image = document.image or figures.shareable(token, document.assets)
    elif token.type == "link_open":
        _link(document, token)


def _link(document: _Document, token: Token) -> None:
    target = str(token.attrGet("href"))
    if re.match(r"[a-z][a-z0-9+.-]*:|//", target, re.IGNORECASE):
        return
    beside = figures.beside(target, document.assets)
    if beside:
        token.attrSet("href", beside.address)
    elif target.startswith(("/", "#")):
        document.links.append(Link(document.line, target))
    else:
        document.refuse(
            f'links to "{target}", and there is no such file beside it; a page is linked as /posts/its-name'
        )


def _code(document: _Document, source: str, language: str) -> str:
    if not language:
        return f'<pre class="code" tabindex="0"><code>{escape(source)}</code></pre>\n'
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        document.refuse(f'unknown language "{language}" of a code block; leave it out or see pygments.org')
        return ""
    name = escape(language)
    code = highlight(source, lexer, FORMATTER)
    return f'<pre class="code" tabindex="0" data-language="{name}"><code>{code}</code></pre>\n'


def _formula(document: _Document, source: str, display: str) -> str:
    try:
        return to_mathml(source, display)
    except FormulaError as error:
        document.refuse(f"the formula is not LaTeX ({error}): {' '.join(source.split())[:80]}")
        return ""
