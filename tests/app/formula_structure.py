"""What a formula says by tokens, rows, columns and limits, without how it is spaced: to compare Temml with KaTeX."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import quickjs

from rendering.formulas import Formulas

KATEX = Path(__file__).resolve().parents[2] / "node_modules/katex/dist/katex.min.js"
SCRIPTS = re.compile("msub|msup|msubsup|munder|mover|munderover|mfrac|mroot|msqrt|mtable|mtr|mtd")
INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2063\u200b\ufe0e"))
BARS = {"\u2223": "|", "\u2225": "\u2016", "\u22a5": "\u27c2"}
ACCENTS = {"\u02c6": "^", "\u0302": "^", "\u02dc": "~", "\u02ca": "\u0301", "\u02cb": "`", "\u20d7": "\u2192"}
SAME = str.maketrans(BARS | ACCENTS)
"""Bars and accents, for which the two take different characters of one look."""

LINES = ("\u0305", "\u0304", "ˉ", "‾")


@cache
def _katex() -> quickjs.Context:
    context = quickjs.Context()
    context.eval(KATEX.read_text(encoding="utf-8"))
    options = '{displayMode: true, output: "mathml", strict: false}'
    context.eval(f"function mathml(source) {{ return JSON.stringify([katex.renderToString(source, {options})]) }}")
    return context


def katex(source: str) -> str:
    """The structure of KaTeX's MathML."""
    return structure(ElementTree.fromstring(json.loads(_katex().get("mathml")(source))[0].replace("&nbsp;", " ")))


def ours(source: str, display: str = "block") -> str:
    """The structure of what this blog serves."""
    return structure(ElementTree.fromstring(Formulas().to_mathml(source, display)))


def structure(element: Element) -> str:
    """`munder(lim,n→∞)`, `mtable(mtr(mtd(a)mtd(=b)))`; accents and lines above or below are left out as places."""
    tag = element.tag.rpartition("}")[2]
    if tag in ("annotation", "mspace", "mphantom"):
        return ""
    if tag in ("mi", "mn", "mo", "mtext"):
        text = "".join(element.itertext()).translate(INVISIBLE).replace("\xa0", " ").strip().translate(SAME)
        return "".join(unicodedata.normalize("NFKC", text).split())
    parts = [structure(child) for child in element]
    if tag in ("mover", "munder") and (parts[1] in LINES or not parts[1]):
        return parts[0]
    if tag == "mtr":
        return f"mtr({''.join(parts).removeprefix('mtd()').removesuffix('mtd()').removesuffix('mtd()')})"
    return f"{tag}({('' if tag.startswith('mt') else ',').join(parts)})" if SCRIPTS.fullmatch(tag) else "".join(parts)
