"""Markdown to HTML. Raw HTML in a post is shown as text; what cannot be shown is an error with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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

from blog.assets import Asset
from blog.errors import BlogError
from blog.formulas import FormulaError, to_mathml

PARSER = (
    MarkdownIt("js-default", {"typographer": True})
    .use(footnote_plugin)
    .use(anchors_plugin, min_level=2, max_level=3)
    .use(dollarmath_plugin, allow_space=False, allow_digits=False)
)
FORMATTER = HtmlFormatter(nowrap=True)


@dataclass(frozen=True)
class Rendered:
    """`html` goes into a page, `text` into the search."""

    html: str
    text: str


@dataclass
class _Document:
    file: str
    first_line: int
    assets: Mapping[str, Asset]
    slugs: frozenset[str]
    line: int = 1

    def refuse(self, problem: str) -> BlogError:
        return BlogError(self.file, self.line, problem)


def render(file: str, first_line: int, body: str, assets: Mapping[str, Asset], slugs: frozenset[str]) -> Rendered:
    """Renders `body`, which begins at line `first_line` of `file`.

    Raises BlogError for an unknown image, an image without a description, a link to a post that does not exist,
    an unknown language of a code block and a formula that is not LaTeX.
    """
    document = _Document(file, first_line, assets, slugs)
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
            _figure(tokens, index)
        text.append(" ")
    return Rendered(PARSER.renderer.render(tokens, PARSER.options, env), " ".join("".join(text).split()))


def _block(document: _Document, token: Token) -> None:
    if token.type in ("heading_open", "heading_close") and token.tag == "h1":
        token.tag = "h2"
    elif token.type == "fence":
        token.content = _code(document, token.content, token.info.strip().split(" ")[0])
        token.type = "html_block"
    elif token.type == "math_block":
        token.content = f'<div class="formula">{_formula(document, token.content, "block")}</div>\n'
        token.type = "html_block"
    elif token.type == "table_open":
        token.attrSet("tabindex", "0")
    elif token.type in ("th_open", "td_open") and "style" in token.attrs:
        # The page's policy forbids style attributes.
        token.attrs["class"] = str(token.attrs.pop("style")).removeprefix("text-align:")


def _inline(document: _Document, token: Token) -> None:
    if token.type in ("math_inline", "math_inline_double"):
        token.content = _formula(document, token.content, "inline")
        token.type = "html_inline"
    elif token.type == "image":
        _image(document, token)
    elif token.type == "link_open":
        target = str(token.attrGet("href")).split("#")[0].rstrip("/")
        if target.startswith("/posts/") and target.removeprefix("/posts/") not in document.slugs:
            raise document.refuse(f"links to {target}, and there is no such post")


def _code(document: _Document, source: str, language: str) -> str:
    if not language:
        return f'<pre class="code" tabindex="0"><code>{escape(source)}</code></pre>\n'
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        raise document.refuse(
            f'unknown language "{language}" of a code block; leave it out or see pygments.org'
        ) from None
    name = escape(language)
    code = highlight(source, lexer, FORMATTER)
    return f'<pre class="code" tabindex="0" data-language="{name}"><code>{code}</code></pre>\n'


def _formula(document: _Document, source: str, display: str) -> str:
    try:
        return to_mathml(source, display)
    except FormulaError as error:
        raise document.refuse(f"the formula is not LaTeX ({error}): {' '.join(source.split())[:80]}") from None


def _image(document: _Document, token: Token) -> None:
    source = str(token.attrGet("src"))
    asset = document.assets.get(f"posts/{source.removeprefix('./')}")
    if not asset:
        raise document.refuse(f'there is no image "{source}" beside the post in posts/')
    if not token.content.strip():
        raise document.refuse(f'the image "{source}" has no description; write ![what it shows]({source})')
    token.attrSet("src", asset.path)
    token.attrSet("loading", "lazy")
    if asset.size:
        token.attrSet("width", str(asset.size[0]))
        token.attrSet("height", str(asset.size[1]))


def _figure(tokens: list[Token], index: int) -> None:
    """Makes a figure of a paragraph that is one image; the image's title becomes the caption."""
    opening, inline, closing = tokens[index - 1 : index + 2]
    children = inline.children or []
    if opening.type != "paragraph_open" or opening.hidden or len(children) != 1 or children[0].type != "image":
        return
    opening.tag = closing.tag = "figure"
    title = children[0].attrs.pop("title", None)
    if title:
        caption = Token("html_inline", "", 0)
        caption.content = f"<figcaption>{PARSER.renderInline(str(title))}</figcaption>"
        children.append(caption)
