"""Markdown to HTML. What cannot be shown as it was meant is a problem with its line, and never text for readers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from rendering import author_html, figures, headings, languages, sanitize
from rendering.assets import Asset
from rendering.dialect import dialect_plugin
from rendering.errors import Problems
from rendering.excerpt import Excerpt
from rendering.formulas import FormulaError, Formulas
from rendering.formulas_syntax import formulas_plugin
from rendering.html_tags import SCHEMES

PARSER = MarkdownIt("js-default").use(dialect_plugin).use(formulas_plugin)
FORMATTER = HtmlFormatter(nowrap=True)
IDS = re.compile(r'\bid="([^"]+)"')


@dataclass(frozen=True)
class Link:
    """Where a page leads to, and the line that says so."""

    line: int
    target: str


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


@dataclass
class _Document:
    file: str
    assets: Mapping[str, Asset]
    problems: Problems
    line: int = 1
    links: list[Link] = field(default_factory=list)
    image: Asset | None = None
    formulas: Formulas = field(default_factory=Formulas)

    def refuse(self, text: str) -> None:
        self.problems.add(self.file, self.line, text)


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
    document = _Document(file, assets, problems)
    env: dict[str, object] = {}
    tokens = PARSER.parse(sanitize.plain(body), env)
    tokens = author_html.take(PARSER, tokens, lambda line, text: problems.add(file, first_line + line, text))
    headings.arrange(tokens, title)
    excerpt = Excerpt()
    text: list[str] = []
    for index, token in enumerate(tokens):
        if token.map:
            document.line = first_line + token.map[0]
        for below, problem in token.meta.get("debris", ()):
            problems.add(file, document.line + below, problem)
        _block(document, token)
        if token.type == "inline" and index > 0:
            for problem in figures.wrap(PARSER, tokens, index):
                document.refuse(problem)
        excerpt.see(tokens, index)
        for child in token.children or ():
            text.append(_text(child))
            _inline(document, child)
        text.append(" ")
    html, nowhere = document.formulas.numbers.refer(sanitize.to_html(PARSER, tokens, env))
    for label in nowhere:
        problems.add(
            file,
            document.formulas.numbers.lines.get(label, 0),
            f"refers to the formula {label}, and no row of a formula has this \\label",
        )
    words = " ".join("".join(text).split())
    ids = frozenset(IDS.findall(html))
    return Rendered(html, words, tuple(document.links), ids, document.image, excerpt.text())


def _text(token: Token) -> str:
    """Return a token's words for the search. LaTeX is none."""
    if token.type == "html_inline" or (token.type.startswith("math") and "\\" in token.content):
        return " "
    return token.content or " "


def _block(document: _Document, token: Token) -> None:
    if token.type == "math_block" or (token.type == "fence" and token.info.strip() == "math"):
        token.content = _displayed(document, token.content, "div")
        token.type = "html_block"
    elif token.type == "fence":
        token.content = _fence(document, token)
        token.type = "html_block"
    elif token.type == "code_block":
        token.content = _code(document, token.content, "")
        token.type = "html_block"
    elif token.type == "table_open":
        token.attrSet("tabindex", "0")
    elif token.type in ("th_open", "td_open") and "style" in token.attrs:
        # The page's policy forbids style attributes.
        token.attrs["class"] = str(token.attrs.pop("style")).removeprefix("text-align:")


def _inline(document: _Document, token: Token) -> None:
    document.line += token.meta.get("lines", 0)
    if token.type in ("softbreak", "hardbreak"):
        document.line += 1
    elif token.type in ("math_inline", "math_display"):
        shown = _formula if token.type == "math_inline" else _displayed
        token.content = shown(document, token.content, "inline" if token.type == "math_inline" else "span")
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
    scheme = re.match(r"([a-z][a-z0-9+.-]*):|//", target, re.IGNORECASE)
    if re.search(r"\{[{%]", unquote(target)):
        document.refuse(f'links to "{unquote(target)[:80]}", a template expression: write /posts/its-name, or a file')
        return
    if scheme:
        if scheme[1] and scheme[1].lower() not in SCHEMES:
            document.refuse(f'links to "{target[:80]}"; an address may begin with {", ".join(sorted(SCHEMES))}')
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


def _fence(document: _Document, token: Token) -> str:
    raw = languages.raw_format(token.info)
    if raw:
        document.refuse(f"a block of raw {raw}: write it in Markdown, or show a picture, ![what it shows](figure.png)")
        return ""
    return _code(document, languages.without_options(token.info, token.content), languages.language(token.info))


def _code(document: _Document, source: str, language: str) -> str:
    if not language:
        return f'<pre class="code" tabindex="0"><code>{escape(source)}</code></pre>\n'
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        document.refuse(
            f'unknown language "{language}" of a code block; write ```text, or a name of pygments.org/languages'
        )
        return ""
    name = escape(language)
    code = highlight(source, lexer, FORMATTER)
    return f'<pre class="code" tabindex="0" data-language="{name}"><code>{code}</code></pre>\n'


def _displayed(document: _Document, source: str, tag: str) -> str:
    shown = _formula(document, source, "block")
    return f'<{tag} class="formula" tabindex="0">{shown}</{tag}>\n' if shown else ""


def _formula(document: _Document, source: str, display: str) -> str:
    try:
        return document.formulas.to_mathml(source, display, document.line)
    except FormulaError as error:
        document.refuse(f"the formula is not LaTeX ({error}): {' '.join(source.split())[:80]}")
        return ""
