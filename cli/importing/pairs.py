"""Expressions with an end, of the blog's own: `{{< name >}}text{{< /name >}}`, `{% name %}text{% endname %}`."""

from __future__ import annotations

import re

from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from importing.arguments import arguments
from importing.prose import replace
from importing.report import Notes
from rendering.languages import language as language_of

SHORTCODE = re.compile(
    r"\{\{[<%]\s*(?P<name>[\w-]+)(?P<rest>(?:\"[^\"\n]*\"|'[^'\n]*'|[^}\"'>%\n])*+)[>%]\}\}"
    r"(?P<text>(?:(?!\{\{[<%])[\s\S]){0,20000}+)\{\{[<%]\s*/\s*(?P=name)\s*[>%]\}\}"
)
LIQUID = re.compile(
    r"\{%-?\s*(?P<name>(?!if\b|unless\b|for\b|case\b|raw\b|capture\b|comment\b|highlight\b)[a-z]\w*)"
    r"(?P<rest>(?:\"[^\"\n]*\"|'[^'\n]*'|[^%\"'\n])*+)%\}"
    r"(?P<text>(?:(?!\{%)[\s\S]){0,5000}+)\{%-?\s*end(?P=name)\s*-?%\}"
)


CODE = ("highlight", "code", "codeblock", "sourcecode", "prism", "high", "pygments")
LANGUAGES = (
    re.compile(r"\blang(?:uage)?\s*[:=]\s*[\"']?([\w+#.-]+)"),
    re.compile(r"^\s*[\"']?([\w+#-]+)[\"']?(?:\s|$)"),
)
"""Where a language stands: by its name, or first."""


def _code(found: re.Match[str]) -> str | None:
    """Write a pair that shows code, such as Octopress' codeblock, as a block of code."""
    text = found["text"].strip("\n")
    name, _, suffix = found["name"].lower().partition("-")
    if name not in CODE or not text.strip() or ("\n" not in found["text"] and name == "code"):
        return None
    named = next((one for pattern in LANGUAGES if (one := pattern.search(found["rest"]))), None)
    language = language_of(suffix or (named[1] if named else "text"))
    try:
        get_lexer_by_name(language or "text")
    except ClassNotFound:
        language = "text"
    fence = "`" * (max([2, *map(len, re.findall("`+", text))]) + 1)
    return f"\n{fence}{language or 'text'}\n{text}\n{fence}\n"


def keep_text(body: str, line: int, notes: Notes) -> str:
    """Keep what is between them; with an address as its first argument the pair is a link, at Liquid it is an aside."""

    def shortcode(found: re.Match[str], at: int) -> str:
        if code := _code(found):
            return code
        given, named = arguments(found["rest"])
        address = next((one for one in (*given, *named.values()) if re.match(r"https?:", one)), "")
        text = found["text"].strip()
        new = f"[{text}]({address})" if address and text and "\n" not in text else found["text"]
        notes.left(at, f"{{{{< {found['name']} >}}}} has no equal: its text stays")
        return new

    def liquid(found: re.Match[str], at: int) -> str:
        if code := _code(found):
            return code
        notes.left(at, f"{{% {found['name']} %}} has no equal: its text stays")
        return found["text"] if "\n" in found["text"].strip("\n") else f" ({found['text'].strip()})"

    for _ in range(3):
        body = replace(replace(body, line, SHORTCODE, shortcode), line, LIQUID, liquid)
    return body
