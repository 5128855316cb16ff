"""Boxes between lines of colons, as Pandoc and others have them: those that the renderer knows stay."""

from __future__ import annotations

import re

from importing.prose import held
from importing.report import Notes

FENCE = re.compile(r"^[ \t]*(?P<marks>:{3,})[ \t]*(?P<rest>[^\n]*?)[ \t]*:*$")
KNOWN = re.compile(
    r"\{?\s*\.?(?:callout-)?(?:note|tip|important|warning|caution|danger|info|hint|details)\b", re.IGNORECASE
)
HIDDEN = re.compile(r"content-hidden(?!.*(?:unless-format=\"?html|when-format=\"?(?:pdf|docx|latex)))")
PRINTED = re.compile(r"content-visible.*(?:when-format=\"?(?:pdf|docx|latex|typst)|unless-format=\"?html)")


def keep_known(body: str, first_line: int, notes: Notes) -> str:
    """Take out the lines of other boxes, and keep what is in them; what is only for print goes, too."""
    if ":::" not in body:
        return body
    code = held(body)
    kept: list[str] = []
    stack: list[str] = []
    place = 0
    for number, line in enumerate(body.split("\n"), start=first_line):
        start, place = place, place + len(line) + 1
        inside = any(begin <= start < end for begin, end in code)
        fence = None if inside else FENCE.match(line)
        if not fence:
            kept.append("" if "hidden" in stack else line)
            continue
        if fence["rest"]:
            stack.append(_kind(fence["rest"]))
            state = stack[-1]
        else:
            state = stack.pop() if stack else "other"
        if state != "known":
            notes.changed(number, f"{line.strip()} is taken out: such a box has no looks here")
        kept.append(_as_here(fence, line) if state == "known" and "hidden" not in stack else "")
    return "\n".join(kept)


def _kind(rest: str) -> str:
    if HIDDEN.search(rest) or PRINTED.search(rest):
        return "hidden"
    return "known" if KNOWN.match(rest) else "other"


def _as_here(fence: re.Match[str], line: str) -> str:
    """Write `:::Note` as `::: note`."""
    kind = KNOWN.match(fence["rest"])
    if not kind or fence["rest"].startswith("{"):
        return line
    return f"{fence['marks']} {kind[0].lower()}{fence['rest'][kind.end() :]}"
