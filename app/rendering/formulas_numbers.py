r"""Numbers of formulas: a row that has a `\label` gets the next one, `\eqref` and `\ref` show it and lead there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from xml.etree.ElementTree import Element, SubElement

REFERENCE = re.compile(r"\\(eqref|ref)\s*\{([^{}]*)\}")
MARK = re.compile("\ue000(eqref|ref):([^\ue001]*)\ue001")
MARKS = re.compile("[\ue000\ue001]")
FOR_TEMML = str.maketrans("\ue000\ue001", "\u3016\u3017")
FROM_TEMML = re.compile("\u3016((?:eqref|ref):[A-Za-z0-9_-]*)\u3017")
"""Temml takes no characters for private use, but all brackets of Chinese."""

BAD_ID = re.compile(r"[^A-Za-z0-9_-]")


class TwiceError(Exception):
    """A label that two rows have."""


@dataclass
class Numbers:
    """The labels of one post.

    Attributes:
        shown: what each label shows, without parentheses.
        counted: how many rows have been numbered.
        lines: where each label is first referred to.
    """

    shown: dict[str, str] = field(default_factory=dict)
    counted: int = 0
    lines: dict[str, int] = field(default_factory=dict)

    def note(self, source: str, line: int) -> str:
        """Remember what the formula at `line` refers to. Returns it with a mark for each, which `refer` replaces."""
        for found in REFERENCE.finditer(source):
            self.lines.setdefault(BAD_ID.sub("", found[2]), line)
        whole = REFERENCE.fullmatch(source.strip())
        if whole:
            return _mark(whole)
        return REFERENCE.sub(lambda found: f"\\text{{{_mark(found).translate(FOR_TEMML)}}}", source)

    def marked(self, mathml: str) -> str:
        """Put the marks back into what Temml has made."""
        return FROM_TEMML.sub("\ue000\\1\ue001", mathml)

    def refer(self, html: str) -> tuple[str, list[str]]:
        """Put the numbers into a post's references. Returns the HTML, and the labels that no row has."""
        missing: list[str] = []

        def link(mark: re.Match[str]) -> str:
            number = self.shown.get(mark[2])
            if number is None:
                missing.append(mark[2])
                return ""
            shown = escape(f"({number})" if mark[1] == "eqref" else number)
            return f'<a href="#formula-{mark[2]}">{shown}</a>'

        # In a formula a reference is text: MathML Core has no links.
        inside = re.sub("<mtext>(\ue000[^\ue001]*\ue001)</mtext>", lambda text: _plain(text[1], link), html)
        return MARK.sub(link, inside), missing

    def number(self, root: Element) -> None:
        """Give the rows with a label their numbers, and take away the places for numbers in a table that has none."""
        space = root.tag.rpartition("}")[0] + "}"
        for table in root.iter(f"{space}mtable"):
            rows = [row for row in table.findall(f"{space}mtr") if _has_number(row)]
            tags = [_tag(row, space) for row in rows]
            for row, tag in zip(rows, tags, strict=True):
                self._label(row, tag)
            for row in rows:
                row.remove(row[0])
                if not any(tag.text for tag in tags):
                    row.remove(row[-1])
                else:
                    row[-1].attrib = {"class": "f-number"}
                row[0].set("style", re.sub(r"padding-left:[^;]*;", "padding-left:0em;", row[0].get("style", "")))

    def _label(self, row: Element, tag: Element) -> None:
        label = row.attrib.pop("id", None)
        automatic = len(tag) > 0
        for child in list(tag):
            tag.remove(child)
        if not label:
            return
        if label in self.shown:
            raise TwiceError(f"\\label{{{label}}} is in two rows of this post")
        if automatic:
            self.counted += 1
            tag.text = f"({self.counted})"
        self.shown[label] = (tag.text or "").removeprefix("(").removesuffix(")")
        row.set("id", f"formula-{label}")


def _has_number(row: Element) -> bool:
    """Tell whether Temml put a place for a number behind the row: it has glue at both ends."""
    return len(row) > 2 and all("width:" in row[end].get("style", "") for end in (0, -1))


def _tag(row: Element, space: str) -> Element:
    """Return the <mtext> of a row's number; it is empty where the row has none."""
    found = row[-1].find(f"{space}mtext")
    return found if found is not None else SubElement(row[-1], f"{space}mtext")


def _mark(reference: re.Match[str]) -> str:
    return f"\ue000{reference[1]}:{BAD_ID.sub('', reference[2])}\ue001"


def _plain(mark: str, link: object) -> str:
    assert callable(link)  # noqa: S101 - for mypy
    shown = MARK.sub(link, mark)
    return f"<mtext>{re.sub('<[^>]*>', '', shown)}</mtext>"
