"""The Markdown of posts: GitHub's, with the definition lists, admonitions and attribute lists of other generators."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from rendering.attribute_lists import attribute_lists_plugin
from rendering.bare_links import bare_links_plugin
from rendering.contents import contents_plugin
from rendering.debris import debris_plugin
from rendering.emphasis import emphasis_plugin
from rendering.headings import heading_id

KINDS = ("note", "tip", "important", "warning", "caution", "danger", "info", "hint", "details")
"""Of admonitions: `!!! note`, `::: note`, Quarto's `::: {.callout-note}`."""

CONTAINER = re.compile(
    rf"\s*(?:\{{(?!\s*\.content-)(?P<attributes>[^{{}}]*)\}}|(?P<kind>{'|'.join(KINDS)})\b)\s*(?P<title>[^{{}}]*)"
)
"""What may follow `:::`. Quarto's other boxes are looks, except those for one format alone."""

CALLOUT = re.compile(rf"\.callout-({'|'.join(KINDS)})\b")
TITLE = re.compile(r"""title=(?:"([^"]*)"|'([^']*)')""")


def dialect_plugin(parser: MarkdownIt) -> None:
    """Teach a parser of the preset `js-default` what posts may have."""
    parser.options.update(html=True, typographer=True, tasklists=True, alerts=True)
    # Of "replacements" only dashes and dots: "Fig. 2(c)" must stay.
    parser.disable("replacements")
    parser.core.ruler.before("smartquotes", "dashes", _dashes)
    parser.use(footnote_plugin).use(deflist_plugin).use(admon_plugin)
    is_box = lambda params, *_: CONTAINER.fullmatch(params) is not None  # noqa: E731
    parser.use(container_plugin, "admonition", validate=is_box, render=_box)
    parser.use(attribute_lists_plugin).use(emphasis_plugin)
    parser.core.ruler.after("inline", "admonitions", _admonitions)
    parser.use(debris_plugin).use(contents_plugin).use(bare_links_plugin)
    parser.use(anchors_plugin, min_level=1, max_level=6, slug_func=heading_id)


def _box(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return renderer.renderToken(tokens, index, options, env)


def _dashes(state: StateCore) -> None:
    for token in state.tokens:
        linked = 0
        for child in token.children or ():
            linked += child.nesting if child.info == "auto" else 0
            if child.type == "text" and not linked:
                text = re.sub(r"(?<![-])---(?![->])", "\N{EM DASH}", child.content)
                text = re.sub(r"(?<=\s)--(?=\s)|(?<=[^\s<-])--(?=[^\s>-])", "\N{EN DASH}", text)
                child.content = re.sub(r"(?<!\.)\.\.\.(?!\.)", "…", text)


def _admonitions(state: StateCore) -> None:
    """Give the three ways to write an admonition one form: div.admonition with a title."""
    tokens: list[Token] = []
    for token in state.tokens:
        tokens.append(token)
        if token.type == "container_admonition_open":
            tokens += _title(state, token)
        elif token.type == "alert_open":
            token.attrSet("class", f"admonition {token.info.lower()}")
        elif token.type == "alert_title_open":
            token.attrSet("class", "admonition-title")
        elif token.type == "admonition_open":
            token.attrSet("class", " ".join(["admonition", *(k for k in KINDS if k == token.meta["tag"])]))
    state.tokens = tokens


def _title(state: StateCore, token: Token) -> list[Token]:
    found = CONTAINER.fullmatch(token.info)
    attributes = (found and found["attributes"]) or ""
    callout = CALLOUT.search(attributes)
    kind = callout[1] if callout else found and found["kind"]
    if not kind or not found:
        return []
    token.attrSet("class", f"admonition {kind}")
    named = TITLE.search(attributes)
    title = (named and (named[1] or named[2])) or found["title"].strip() or kind.capitalize()
    children: list[Token] = []
    state.md.inline.parse(title, state.md, state.env, children)
    inline = Token("inline", "", 0, content=title, map=token.map, children=children)
    opening = Token("paragraph_open", "p", 1, attrs={"class": "admonition-title"}, map=token.map, block=True)
    return [opening, inline, Token("paragraph_close", "p", -1, block=True)]
