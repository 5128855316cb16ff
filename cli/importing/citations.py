"""Citations as Pandoc and jekyll-scholar have them: author and year as text, from the blog's BibTeX files."""

from __future__ import annotations

import re

from importing.entries import Entry
from importing.prose import replace
from importing.source import Folder
from importing.targets import Targets
from rendering.errors import UserError

CITATIONS = re.compile(r"\[(?P<text>[^\[\]\n]*@[\w:.#$%&+?<>~/-]+[^\[\]\n]*)\](?![(\[:])")
CITATION = re.compile(r"-?@(?P<key>[\w][\w:.#$%&+?<>~/-]*\w)")
AUTHOR = re.compile(r"author\s*=\s*[{\"]+(?P<name>[^,}\"]+)")
YEAR = re.compile(r"(?:year|date)\s*=\s*[{\"]*(?P<year>\d{4})")
NAMED = re.compile(r"(?P<name>[A-Za-z]+?)(?:etal)?[-_:]?(?P<year>(?:19|20)\d\d)")
TEXTUAL = re.compile(r"(?<![\w.@/\\\[;-])@(?P<key>[A-Za-z][\w:.-]*\w)(?!\w)")
SCHOLAR = re.compile(r"\{%-?\s*cite[tp]?\s+(?P<keys>[^%]*?)\s*-?%\}")


def convert(entry: Entry, body: str, targets: Targets) -> str:
    """Write `[@key]` and `{% cite key %}` as text, (Lovelace 2020); a key that no file has becomes words."""

    def named(key: str) -> str:
        if not targets.works:
            targets.works.update(_works(targets.blog.folder))
        return targets.works.get(key) or _from_key(key)

    def told(found: re.Match[str], at: int, text: str) -> str:
        entry.notes.left(at, f"the citation {found[0]} is text now: link the work, or write a footnote [^1]")
        return f"({text})"

    def pandoc(found: re.Match[str], at: int) -> str:
        return told(found, at, CITATION.sub(lambda one: named(one["key"]), found["text"]).strip())

    def scholar(found: re.Match[str], at: int) -> str:
        return told(found, at, "; ".join(named(key) for key in found["keys"].partition("--")[0].split()))

    def textual(found: re.Match[str], at: int) -> str:
        work = named(found["key"])
        name, _, year = work.rpartition(" ")
        # A reader's name, such as @ada, is no key.
        if found["key"] not in targets.works and not (len(targets.works) > 1 and NAMED.fullmatch(found["key"])):
            return found[0]
        entry.notes.left(at, f"the citation {found[0]} is text now: link the work, or write a footnote [^1]")
        return f"{name} ({year})" if name else work

    body = replace(body, entry.line, CITATIONS, pandoc)
    body = replace(body, entry.line, TEXTUAL, textual) if "@" in body else body
    return replace(body, entry.line, SCHOLAR, scholar)


def _works(folder: Folder) -> dict[str, str]:
    """Return author and year of each entry of the blog's BibTeX files."""
    found: dict[str, str] = {"": ""}
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
