"""Links to headings: an id that the former generator made differently is replaced, one that is nowhere is dropped."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from urllib.parse import unquote

from importing.prose import replace
from importing.report import Notes

# Possessive (+): a text with many backslashes or brackets must not be tried in all ways.
LINK = re.compile(
    r"(?<!!)\[(?P<text>(?:[^\[\]\\\n]|\n(?![ \t]*\n)|\\.|\[[^\[\]\n]*\]){1,500}+)"
    r"\]\(<?(?P<path>/[^\s()#<>]*)?#(?P<id>[^\s()<>]+)>?(?:\s+\"[^\"\n]*\")?\)"
)
TAG = re.compile(
    r"<a\b[^<>]*?\bhref\s*=\s*[\"']?(?P<path>/[^\s\"'#<>]*)?#(?P<id>[^\s\"'<>]+)[\"']?[^<>]*>(?P<text>.*?)</a\s*>",
    re.IGNORECASE | re.DOTALL,
)


def repair(body: str, line: int, notes: Notes, path: str, ids: Mapping[str, Collection[str]]) -> str:
    """Make every link to a heading one to an id that is there.

    Args:
        body: the text as it will be.
        line: of the former file, at which it began.
        notes: gets what is changed.
        path: the text's own address.
        ids: of each text, by its address.
    """

    def link(found: re.Match[str], at: int) -> str:
        target = found["path"] or path
        if target not in ids or unquote(found["id"]) in ids[target]:
            return found[0]
        near = next((known for known in sorted(ids[target]) if _letters(known) == _letters(found["id"])), None)
        if near:
            notes.changed(at, f"#{found['id']} → #{near}")
            return found[0].replace(f"#{found['id']}", f"#{near}", 1)
        notes.left(at, f"#{found['id']} is no heading of {target}: the link goes to the whole text, or is taken out")
        return found[0].replace(f"#{found['id']}", "", 1) if found["path"] else found["text"]

    return replace(replace(body, line, LINK, link), line, TAG, link)


def _letters(name: str) -> str:
    return "".join(char for char in unquote(name).casefold() if char.isalnum())
