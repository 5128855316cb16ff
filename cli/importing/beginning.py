"""A summary for a text whose author has none, and of which the renderer can make none."""

from __future__ import annotations

import re

from importing.prose import CODE
from rendering.debris import find
from rendering.excerpt import shortened

MARKUP = re.compile(
    r"!?\[([^\[\]]*)\]\([^()]*\)|<[^<>]*>|[*_`#>|~$\\]+|^\s*(?:[-+]|\d+[.)])\s+|\{[^{}]*\}", re.MULTILINE
)


def summary_of(title: str, body: str) -> str:
    """Return the first words of lists, tables and headings; the title where there are none."""
    words = " ".join(MARKUP.sub(lambda found: found[1] or " ", CODE.sub(" ", body)).split())
    first = shortened(words.replace("<", "").replace(">", ""))
    return title if not re.search(r"\w", first) or any(find(first)) else first
