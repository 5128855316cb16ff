"""What Pandoc and Quarto add to Markdown: raw blocks, boxes, icons, citations, references, labels, attributes."""

from __future__ import annotations

import re

from importing.entries import Entry
from importing.prose import replace
from importing.targets import Targets
from rendering.errors import UserError

RAW = re.compile(
    r"^(?P<in>[ \t]*)(?P<ticks>`{3,})[ \t]*\{=(?P<format>\w+)\}[ \t]*\n(?P<text>.*?)^[ \t]*(?P=ticks)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
ICON = re.compile(r"\{\{<\s*(?:fa|fab|fas|far|ai|bi|icon|iconify|pagebreak)\b[^}]*>\}\}[ \t]?")
KEYS = re.compile(r"\{\{<\s*kbd\s+(?P<keys>[^}<>]*?)\s*>\}\}")
LABEL = re.compile(r"(?<=\$\$)[ \t]*\{#(?P<id>[\w:-]+)[^{}\n]*\}")
CITATIONS = re.compile(r"\[(?P<text>[^\[\]\n]*@[\w:.#$%&+?<>~/-]+[^\[\]\n]*)\](?![(\[:])")
CITATION = re.compile(r"-?@(?P<key>[\w][\w:.#$%&+?<>~/-]*\w)")
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
WIKI = re.compile(r"(?<![!\w\]])\[\[(?P<name>[^\[\]|\n]+)(?:\|(?P<text>[^\[\]\n]+))?\]\](?!\()")
AUTHOR = re.compile(r"author\s*=\s*[{\"]+(?P<name>[^,}\"]+)")
YEAR = re.compile(r"(?:year|date)\s*=\s*[{\"]*(?P<year>\d{4})")
NAMED = re.compile(r"(?P<name>[A-Za-z]+?)(?:etal)?[-_:]?(?P<year>(?:19|20)\d\d)")


def convert(entry: Entry, body: str, targets: Targets) -> str:
    """Write these as they are written here."""
    works: dict[str, str] = {}

    def told(found: re.Match[str], at: int, new: str) -> str:
        entry.notes.changed(at, f"{found[0].strip().splitlines()[0]} → {new.strip() or 'nothing'}")
        return new

    def citations(found: re.Match[str], at: int) -> str:
        if not works:
            works.update(_works(targets))
        entry.notes.left(at, f"the citation {found[0]} is text now: link the work, or write a footnote [^1]")
        return f"({CITATION.sub(lambda one: works.get(one['key']) or _from_key(one['key']), found['text']).strip()})"

    def wiki(found: re.Match[str], at: int) -> str:
        words = found["text"] or found["name"]
        name = found["name"].strip().casefold()
        post = next((e for e in targets.by_name.values() if name in (e.title.casefold(), e.slug)), None)
        return told(found, at, f"[{words}]({post.path})" if post else words)

    body = RAW.sub(lambda found: found["text"] if found["format"] == "html" else "\n" * found[0].count("\n"), body)
    for pattern, change in (
        (ICON, lambda found, at: told(found, at, "")),
        (KEYS, lambda found, at: told(found, at, f"<kbd>{found['keys']}</kbd>")),
        (CITATIONS, citations),
        (REFERENCE, lambda found, at: told(found, at, KINDS[found["kind"]])),
        (WIKI, wiki),
        (ATTRIBUTES, lambda _found, _at: ""),
    ):
        body = replace(body, entry.line, pattern, change)
    return LABEL.sub("", body)


def _works(targets: Targets) -> dict[str, str]:
    """Return author and year of each entry of the blog's BibTeX files."""
    found: dict[str, str] = {"": ""}
    folder = targets.blog.folder
    for name in folder.files:
        if not name.endswith(".bib"):
            continue
        try:
            text = folder.text(name)
        except UserError:
            continue
        for part in re.split(r"^@", text, flags=re.MULTILINE)[1:]:
            key = part.partition("{")[2].partition(",")[0].strip()
            author, year = AUTHOR.search(part), YEAR.search(part)
            if author and year:
                found[key] = f"{author['name'].split(' and ')[0].strip()} {year['year']}"
    return found


def _from_key(key: str) -> str:
    named = NAMED.match(key)
    return f"{named['name'].capitalize()} {named['year']}" if named else key
