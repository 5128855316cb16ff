"""Expressions with an end, of the blog's own: `{{< name >}}text{{< /name >}}`, `{% name %}text{% endname %}`."""

from __future__ import annotations

import re

from importing.arguments import arguments
from importing.prose import replace
from importing.report import Notes

SHORTCODE = re.compile(
    r"\{\{[<%]\s*(?P<name>[\w-]+)(?P<rest>(?:\"[^\"\n]*\"|'[^'\n]*'|[^}\"'>%\n])*+)[>%]\}\}"
    r"(?P<text>(?:(?!\{\{[<%])[\s\S]){0,5000}+)\{\{[<%]\s*/\s*(?P=name)\s*[>%]\}\}"
)
LIQUID = re.compile(
    r"\{%-?\s*(?P<name>(?!if\b|unless\b|for\b|case\b|raw\b|capture\b|comment\b|highlight\b)[a-z]\w*)"
    r"(?P<rest>(?:\"[^\"\n]*\"|'[^'\n]*'|[^%\"'\n])*+)%\}"
    r"(?P<text>(?:(?!\{%)[\s\S]){0,5000}+)\{%-?\s*end(?P=name)\s*-?%\}"
)


def keep_text(body: str, line: int, notes: Notes) -> str:
    """Keep what is between them; with an address as its first argument the pair is a link, at Liquid it is an aside."""

    def shortcode(found: re.Match[str], at: int) -> str:
        given, named = arguments(found["rest"])
        address = next((one for one in (*given, *named.values()) if re.match(r"https?:", one)), "")
        text = found["text"].strip()
        new = f"[{text}]({address})" if address and text and "\n" not in text else found["text"]
        notes.left(at, f"{{{{< {found['name']} >}}}} has no equal: its text stays")
        return new

    def liquid(found: re.Match[str], at: int) -> str:
        notes.left(at, f"{{% {found['name']} %}} has no equal: its text stays")
        return found["text"] if "\n" in found["text"].strip("\n") else f" ({found['text'].strip()})"

    for _ in range(3):
        body = replace(replace(body, line, SHORTCODE, shortcode), line, LIQUID, liquid)
    return body
