"""HTML among a notebook's outputs: tables and text, by an allow-list."""

from __future__ import annotations

from html.parser import HTMLParser

import nh3

TEXT_TAGS = "a abbr b br code del div em i ins kbd mark pre q s samp small span strong sub sup u var"
BLOCK_TAGS = "caption col colgroup dd dl dt h3 h4 h5 h6 hr li ol p table tbody td tfoot th thead tr ul"
TAGS = {*TEXT_TAGS.split(), *BLOCK_TAGS.split()}
DROPPED = {"style", "html", "head", "body", "title", "meta", "center", "font"}
ATTRIBUTES = {"a": {"href", "title"}, "th": {"colspan", "rowspan", "scope"}, "td": {"colspan", "rowspan"}}


def unshown(html: str) -> list[str]:
    """Return the tags in `html` that a post cannot show, sorted."""
    return sorted(_tags(html) - TAGS - DROPPED)


def safe(html: str) -> str:
    """Return `html` with nothing but TAGS and ATTRIBUTES; scripts and styles go with what is in them."""
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, clean_content_tags={"style", "script", "title"})
    return clean.replace("<table>", '<table tabindex="0">')


def _tags(html: str) -> set[str]:
    found: set[str] = set()

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
            found.add(tag)

    parser = Tags()
    parser.feed(html)
    parser.close()
    return found
