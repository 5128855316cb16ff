"""What Pandoc and Quarto add to Markdown: raw blocks, boxes, icons, citations, references, labels, attributes."""

from __future__ import annotations

import re

from importing import citations
from importing.entries import Entry
from importing.prose import replace
from importing.targets import Targets

RAW = re.compile(
    r"^(?P<in>[ \t]*)(?P<ticks>`{3,})[ \t]*\{=(?P<format>\w+)\}[ \t]*\n(?P<text>.*?)^[ \t]*(?P=ticks)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
ICON = re.compile(r"\{\{<\s*(?:fa|fab|fas|far|ai|bi|icon|iconify|pagebreak)\b[^}]*>\}\}[ \t]?")
KEYS = re.compile(r"\{\{<\s*kbd\s+(?P<keys>[^}<>]*?)\s*>\}\}")
LABEL = re.compile(r"(?<=\$\$)[ \t]*\{#(?P<id>[\w:-]+)[^{}\n]*\}")
REFERENCE = re.compile(r"(?<![\w.@\[])@(?P<kind>fig|tbl|sec|eq|lst|thm|def|exm|exr)-[\w-]+")
KINDS = {
    "fig": "the figure",
    "tbl": "the table",
    "sec": "the section",
    "eq": "the equation",
    "lst": "the listing",
    "thm": "the theorem",
    "def": "the definition",
    "exm": "the example",
    "exr": "the exercise",
}
VALUE = r"""(?:"[^"\n]*"|'[^'\n]*'|[^\s{}"'<>]+)"""
ATTRIBUTES = re.compile(
    rf"(?<=[)\]`*])\{{(?:[.#][^{{}}\n]*|[\w-]+={VALUE}[^{{}}\n]*)\}}"
    rf"|\{{:(?!\s*toc)(?:\s*(?:\.[A-Za-z][\w-]*|:?[\w-]+={VALUE}))+\s*\}}|\{{::/?[A-Za-z][^{{}}\n]*\}}"
)
CAPTION = re.compile(r"^(?:Table)?:[ \t]+(?P<text>[^\n]+?)[ \t]*(?:\{[#.][^{}\n]*\})?[ \t]*$", re.MULTILINE)
ROW = re.compile(r"[ \t>]*(?:[|+].*|-{3,}[- ]*|`{3,}|~{3,}|:{3,}|</table>)[ \t]*")
"""The line above a table's caption. Above a definition is its term."""
WIKI = re.compile(r"(?<![!\w\]])\[\[(?P<name>[^\[\]|\n]+)(?:\|(?P<text>[^\[\]\n]+))?\]\](?!\()")


def convert(entry: Entry, body: str, targets: Targets) -> str:
    """Write these as they are written here."""

    def told(found: re.Match[str], at: int, new: str) -> str:
        entry.notes.changed(at, f"{found[0].strip().splitlines()[0]} → {new.strip() or 'nothing'}")
        return new

    def wiki(found: re.Match[str], at: int) -> str:
        words = found["text"] or found["name"]
        name = found["name"].strip().casefold()
        post = next((e for e in targets.by_name.values() if name in (e.title.casefold(), e.slug)), None)
        return told(found, at, f"[{words}]({post.path})" if post else words)

    def caption(found: re.Match[str], at: int) -> str:
        above = found.string[: found.start()].rstrip("\n").rpartition("\n")[2]
        return told(found, at, f"\n{found['text']}") if ROW.fullmatch(above) else found[0]

    body = citations.convert(entry, body, targets)
    body = RAW.sub(lambda found: found["text"] if found["format"] == "html" else "\n" * found[0].count("\n"), body)
    for pattern, change in (
        (ICON, lambda found, at: told(found, at, "")),
        (KEYS, lambda found, at: told(found, at, f"<kbd>{found['keys']}</kbd>")),
        (REFERENCE, lambda found, at: told(found, at, KINDS[found["kind"]])),
        (CAPTION, caption),
        (WIKI, wiki),
        (ATTRIBUTES, lambda _found, _at: ""),
    ):
        body = replace(body, entry.line, pattern, change)
    return LABEL.sub("", body)
