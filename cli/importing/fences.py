"""The languages of code blocks."""

from __future__ import annotations

import re

from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from importing.prose import CODE
from importing.report import Notes
from rendering.languages import language as language_of

FENCE = re.compile(
    r"^([ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(?:`{3,}|~{3,}))[ \t]*(\{?[^\s`{}:,]+\}?)([^\n`]*)", re.MULTILINE
)


def known_languages(body: str, notes: Notes) -> str:
    """Name `text` where a code block's language is unknown."""

    def known(head: re.Match[str]) -> str:
        name = language_of(head[2])
        try:
            get_lexer_by_name(name or "text")
        except ClassNotFound:
            notes.changed(0, f"code in {name}, which is not known, is shown as text")
            return f"{head[1]}text"
        return head[0]

    return CODE.sub(lambda found: FENCE.sub(known, found[0], count=1) if found["fence"] else found[0], body)
