"""Which HTML a post may have, and what to write in place of the rest."""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


VOID = frozenset({"br", "hr", "img", "wbr", "col"})
OPTIONAL_END = _names("p li dt dd tr td th thead tbody tfoot colgroup caption rt rp")
"""HTML closes them where the next one begins."""

INLINE = _names(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby "
    "s samp small span strong sub sup time u var wbr"
)
SAFE = INLINE | OPTIONAL_END | VOID | _names("blockquote details div dl figcaption figure ol pre summary table ul")

RENAMED = {
    "center": "div",
    "font": "span",
    "big": "span",
    "tt": "code",
    "strike": "s",
    "acronym": "abbr",
    "section": "div",
    "article": "div",
    "aside": "div",
    "image": "img",
}
"""Tags of old HTML and of whole pages, by what takes their place; browsers read <image> as <img>."""

ATTRIBUTES: dict[str, set[str]] = {
    "*": {"id", "title", "lang", "dir"},
    "details": {"open"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
"""Kept; others are looks, which are dropped, or refused (raw_html.py)."""

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
"""Of addresses that a page may link to."""

FRAMES = _names("iframe embed object video audio source track portal frame frameset picture")
FORMS = frozenset(["form", "input", "button", "select", "option", "textarea", "label", "fieldset", "legend"])
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
INVISIBLE = frozenset({"meta"})
"""Dropped: what other tools leave, and nobody sees."""

WHOLE = _names("script style svg math iframe object video audio picture form select textarea head")
"""Refused with all that is in them: one problem, not one for each tag."""

PAGE = frozenset({"html", "head", "body", "link", "title", "base", "noscript", "main", "header", "footer", "nav"})


def advice(tag: str, given: dict[str, str]) -> str:
    """Tell what to write in place of a tag that no post may have."""
    name = f"<{tag}>"
    if tag in FRAMES:
        address = (given.get("src") or given.get("data") or "its address")[:80]
        return (
            f"{name} shows something of another site, or plays it: link to it, [what it is]({address}), "
            f"or link a still picture of it, [![what it shows](still.png)]({address})"
        )
    if tag == "script":
        return f"{name}: pages have no scripts; show a plot as a picture, ![what it shows](plot.png), a tweet as a link"
    if tag == "style":
        return f"{name}: looks belong into app/static/style.css"
    if tag == "svg":
        return f"{name}: save it as a file beside the post, and write ![what it shows](figure.svg)"
    if tag == "math":
        return f"{name}: write the formula as LaTeX, $E = h\\nu$"
    if tag in FORMS:
        return f"{name}: pages have no forms; take it out"
    if tag in HEADINGS:
        return f"{name}: write the heading as Markdown, {'#' * int(tag[1])} Heading"
    if tag in PAGE:
        return f"{name} belongs to a whole page and not to a post; take it out"
    return f"{name} is no tag that a post may have: write it in Markdown, or, to show it as text, in `backticks`"
