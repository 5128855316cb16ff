"""A tag that an author wrote: whether it may stand, and what is kept of it."""

from __future__ import annotations

import re
from html import escape

from markdown_it.token import Token

from rendering.html_tags import ATTRIBUTES, SAFE, advice

Attributes = dict[str, str | int | float]
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def authors(kind: str, content: str = "") -> Token:
    """Make a token of HTML that an author wrote: `sanitize` trusts it no more than a stranger's."""
    return Token(kind, "", 0, content=content, meta={"author": True})


def problem(tag: str, given: dict[str, str]) -> str | None:
    """Return why an author may not write this tag, and what to write instead, or None."""
    if tag not in SAFE:
        return advice(tag, given)
    handler = next((name for name in given if name.startswith("on")), None)
    if handler:
        return f'<{tag} {handler}="…">: pages have no scripts; take {handler} out'
    if "hidden" in given or HIDDEN.search(given.get("style", "")):
        return f"<{tag}> is hidden, and would be shown; take it out, or write <details>"
    return None


def image(given: dict[str, str]) -> Token:
    """Make the token that Markdown makes of a picture."""
    text = " ".join(given.get("alt", "").split())
    kept: Attributes = {"src": given.get("src", "").strip(), "alt": ""}
    if given.get("title"):
        kept["title"] = given["title"]
    return Token("image", "img", 0, attrs=kept, children=[Token("text", "", 0, content=text)], content=text)


def attributes(tag: str, given: dict[str, str]) -> str:
    """Write the attributes that a tag keeps."""
    if tag == "a" and given.get("name"):
        given = {"id": given["name"], **given}
    kept = {name: value for name, value in given.items() if name in ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set())}
    if tag == "pre":
        kept |= {"class": "code", "tabindex": "0"}
    return "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
