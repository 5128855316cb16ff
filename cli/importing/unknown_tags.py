"""Tags that no page here has: their text stays, or they are shown as code."""

from __future__ import annotations

import re

from importing.prose import replace
from importing.report import Notes
from rendering.html_tags import FORMS, FRAMES, HEADINGS, INVISIBLE, PAGE, RENAMED, SAFE

ANY = re.compile(r"""(?<!\\)</?(?P<name>[A-Za-z][\w:-]*)(?P<rest>(?:\s+(?:"[^"]*"|'[^']*'|[^<>"'])*)?)/?>""")
WHOLE = re.compile(
    r"<(?P<name>svg|form|select|button|textarea|object|canvas|map)\b[^>]*>.*?</(?P=name)\s*>", re.IGNORECASE | re.DOTALL
)
TYPES = re.compile(r"(?<![\\`])<[A-Za-z_][\w./+-]*(?:\.[A-Za-z]\w*|,[ ]?[^<>=\"'\n]{1,60})>")
"""<assert.h>, <K, V>: no tag, and not for readers as it is."""
HIDDEN = re.compile(
    r"<(?P<name>div|span|p)\b[^<>]*\bdisplay\s*:\s*none[^<>]*>"
    r"(?:(?!</?(?P=name)\b)[\s\S]|<(?P=name)\b[^<>]*>(?:(?!</?(?P=name)\b)[\s\S])*</(?P=name)\s*>)*"
    r"</(?P=name)\s*>",
    re.IGNORECASE,
)
"""With one such tag within it at most."""
STYLE = re.compile(r"(?<=[\w\"'}])\s+[A-Za-z][\w-]*=\{\{?[^{}<>]*\}?\}(?=[^<>]*>)")
"""An attribute of JSX."""
MODULE = re.compile(r"^import\s+[\w{}*,\s]+?\s+from\s+[\"'][^\"'\n]+[\"'];?[ \t]*$", re.MULTILINE)
"""A line of MDX."""
DECLARED = re.compile(r"<!DOCTYPE[^>]*>|<!--/?html_preserve-->", re.IGNORECASE)
NATIVE = SAFE | RENAMED.keys() | FRAMES | HEADINGS | INVISIBLE | {"script", "style", "math", "svg"}


def without_unknown_tags(body: str, line: int, notes: Notes) -> str:
    """Take out what pages cannot have, with the text of drawings and forms; write `<name>` as code where it is text."""
    closed = {name.lower() for name in re.findall(r"</([A-Za-z][\w:-]*)\s*>", body)}

    def whole(found: re.Match[str], at: int) -> str:
        name = found["name"].lower()
        advice = "save it as figure.svg beside the post" if name == "svg" else "pages have none"
        notes.left(at, f"<{name}> is taken out: {advice}")
        return "\n" * found[0].count("\n")

    def one(found: re.Match[str], at: int) -> str:
        name = found["name"].lower()
        if name in NATIVE:
            return found[0]
        component = found["name"][0].isupper() and found[0].endswith("/>")
        if component or name in FORMS | PAGE or name in closed or found["rest"].strip(" /") or "-" in name:
            notes.left(at, f"<{name}> is taken out, its text stays: no page has this tag")
            return ""
        notes.changed(at, f"{found[0]} is no tag of HTML: shown as code")
        return f"`{found[0]}`"

    def hidden(found: re.Match[str], at: int) -> str:
        notes.left(at, f"<{found['name'].lower()}> with what it hides is taken out: here it would be shown")
        return "\n" * found[0].count("\n")

    for pattern in (DECLARED, MODULE):
        body = replace(body, line, pattern, lambda _found, _line: "")
    body = replace(body, line, STYLE, lambda _found, _line: "")
    body = replace(body, line, HIDDEN, hidden)
    body = replace(body, line, TYPES, lambda found, _line: f"`{found[0]}`")
    return replace(replace(body, line, WHOLE, whole), line, ANY, one)
