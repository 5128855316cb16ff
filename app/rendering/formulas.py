r"""LaTeX to MathML, which browsers show without any script: the formulas of one post.

Macros (`\newcommand`) and labels hold within the post. A row is numbered if it has a `\label`; `\eqref` shows that number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from xml.etree.ElementTree import Element, SubElement

from rendering.formulas_engine import EngineError, convert
from rendering.formulas_macros import MacroError, split_definitions
from rendering.formulas_mathml import NotShown, parse, serialize, to_core
from rendering.formulas_rows import rewrite

UNKNOWN = re.compile(r"Unsupported function name: (\\[A-Za-z@]+|\\.)|No such environment: ([^\s}]+)")
PLACE = re.compile(r" at (?:position \d+:.*|end of input:.*)$", re.DOTALL)
REFERENCE = re.compile(r"\\(eqref|ref)\s*\{([^{}]*)\}")
MARK = re.compile("\ue000(eqref|ref) ([^\ue001]*)\ue001")
MARKS = re.compile("[\ue000\ue001]")
BAD_ID = re.compile(r"[^A-Za-z0-9_-]")
MAX_UNKNOWN = 30
LATEX = r"\def\mbox#1{\text{#1}}\def\AA{\text{Å}}\def\overset{\stackrel}\def\allowbreak{}\def\nobreak{}"
"""What Temml does not know; an Angstrom sign of one piece; Temml 0.13.5 makes a superscript of \\overset{a}{b}; and
where lines may break is not said in MathML Core."""


class FormulaError(Exception):
    """What is wrong with a formula, in a few words."""


@dataclass
class Formulas:
    """What the formulas of a post share. `numbers` is what each label shows, without parentheses."""

    macros: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    counted: int = 0

    def to_mathml(self, source: str, display: str) -> str:
        r"""Convert LaTeX to MathML; `display` is "block" or "inline".

        Returns:
            "" for a formula that only defines macros. References are marks until `refer` has seen the whole post.

        Raises:
            FormulaError: `source` is not LaTeX, or has what cannot be shown. All unknown commands are named at once.
        """
        source = MARKS.sub("", source)
        reference = REFERENCE.fullmatch(source.strip())
        if reference:
            return _mark(reference)
        try:
            definitions, rest = split_definitions(source)
            self.macros |= definitions
            if not rest.strip() and definitions:
                return ""
            root = parse(self._temml(rewrite(rest.strip()), display == "block"))
            self._number(root)
            to_core(root)
        except MacroError as error:
            raise FormulaError(str(error)) from None
        except NotShown as error:
            raise FormulaError(f"no browser shows {error}") from None
        root.set("display", display)
        return serialize(root)

    def refer(self, html: str) -> tuple[str, list[str]]:
        """Put the numbers into a post's references. Returns the HTML, and the labels that are nowhere."""
        missing: list[str] = []

        def link(mark: re.Match[str]) -> str:
            number = self.numbers.get(mark[2])
            if number is None:
                missing.append(mark[2])
                return ""
            shown = escape(f"({number})" if mark[1] == "eqref" else number)
            return f'<a href="#formula-{mark[2]}">{shown}</a>'

        # In a formula a reference is text: MathML Core has no links.
        inside = re.sub("<mtext>(\ue000[^\ue001]*\ue001)</mtext>", lambda text: _plain(text[1], link), html)
        return MARK.sub(link, inside), missing

    def _temml(self, source: str, display: bool) -> str:
        unknown: list[str] = []
        source = REFERENCE.sub(lambda found: f"\\text{{{_mark(found)}}}", source)
        while True:
            ignored = "".join(f"\\def{name}{{}}" for name in unknown if name.startswith("\\"))
            try:
                xml = convert(LATEX + "".join(self.macros.values()) + ignored + source, display=display)
            except EngineError as error:
                found = UNKNOWN.search(str(error))
                name = (found[1] or f"environment {found[2]}") if found else ""
                if not found or name in unknown or len(unknown) == MAX_UNKNOWN:
                    raise FormulaError(_unknown(unknown) if unknown else _words(str(error))) from None
                unknown.append(name)
                if found[2]:
                    source = re.sub(rf"\\(begin|end)\s*\{{{re.escape(found[2])}\}}", r"\\\1{matrix}", source)
                continue
            if unknown:
                raise FormulaError(_unknown(unknown))
            return xml

    def _number(self, root: Element) -> None:
        """Number the rows that have a label, and take the place for numbers away where no row has one."""
        space = root.tag.rpartition("}")[0] + "}"
        for table in root.iter(f"{space}mtable"):
            rows = table.findall(f"{space}mtr")
            tags = [_tag(row, space) for row in rows]
            for row, tag in zip(rows, tags, strict=True):
                if tag is not None:
                    self._label(row, tag)
            if any(tag is not None for tag in tags) and not any(tag is not None and tag.text for tag in tags):
                for row in rows:
                    row.remove(row[0])
                    row.remove(row[-1])
                    row[0].set("style", re.sub(r"padding-left:[^;]*;", "padding-left:0em;", row[0].get("style", "")))
                table.attrib.pop("style", None)

    def _label(self, row: Element, tag: Element) -> None:
        label = row.attrib.pop("id", None)
        automatic = len(tag) > 0
        for child in list(tag):
            tag.remove(child)
        if not label:
            return
        if automatic:
            self.counted += 1
            tag.text = f"({self.counted})"
        self.numbers[label] = (tag.text or "").removeprefix("(").removesuffix(")")
        row.set("id", f"formula-{label}")


def _tag(row: Element, space: str) -> Element | None:
    """Return the number's <mtext> of a row that has a place for one: its last cell, after Temml's glue."""
    if len(row) < 3 or "width:" not in row[0].get("style", "") or len(row[0]) or not len(row[-1]):
        return None
    last = row[-1][0]
    return last if last.tag == f"{space}mtext" else SubElement(row[-1], f"{space}mtext")


def _mark(reference: re.Match[str]) -> str:
    return f"\ue000{reference[1]} {BAD_ID.sub('', reference[2])}\ue001"


def _plain(mark: str, link: object) -> str:
    assert callable(link)  # noqa: S101 - for mypy
    shown = MARK.sub(link, mark)
    return f"<mtext>{re.sub('<[^>]*>', '', shown)}</mtext>"


def _words(message: str) -> str:
    if "got '&'" in message:
        return "a & outside of aligned, cases, array and the like"
    return PLACE.sub("", message)


def _unknown(names: list[str]) -> str:
    commands = [name for name in names if name.startswith("\\")]
    environments = [name.removeprefix("environment ") for name in names if not name.startswith("\\")]
    parts = [(f"unknown command{'s' if len(commands) > 1 else ''} " + ", ".join(commands)) if commands else ""]
    parts.append((f"unknown environment{'s' if len(environments) > 1 else ''} " + ", ".join(environments)) if environments else "")
    return "; ".join(part for part in parts if part)
