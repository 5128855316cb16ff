"""What readers see of a post that nobody meant: a second opinion on rendering/debris.py, with which it shares no code.

Reads rendered HTML as a browser does and looks for marks in the visible text outside code and formulas. It knows no
author's mind: a hit is a place to look at, not a mistake. `tests/app/moved_blogs.py` prints the hits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

CODE = frozenset({"code", "pre", "kbd", "samp", "math", "script", "style"})
BLOCKS = frozenset(
    ["p", "div", "li", "ul", "ol", "table", "tr", "td", "th", "dl", "dt", "dd", "blockquote", "figure", "figcaption"]
)
BLOCKS |= {"h1", "h2", "h3", "h4", "h5", "h6", "details", "summary", "section", "hr", "caption"}
HOLE = "\ufffc"
"""Stands for code or a formula."""

PATTERNS = {
    "tag": r"</?[A-Za-z][\w:-]*(?:\s[^<>]*)?/?>",
    "entity": r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});",
    "comment": r"<!--|-->",
    "braces": r"\{\{|\}\}",
    "template": r"\{%|%\}|<%|%>",
    "shortcode": r"\[/?(?:caption|gallery|youtube|embed|sourcecode|code|gist)\b[^\]]*\]",
    "begin": r"\\(?:begin|end)\b",
    "dollars": r"\$\$",
    "dollar formula": r"\$[^$\n]{0,80}[\\_^{}][^$\n]{0,80}\$",
    "bracket formula": r"\\[()\[\]]",
    "latex": r"\\[A-Za-z]{2,}",
    "script marks": r"(?<![\w/.])[A-Za-z]_\{|[A-Za-z0-9]\^\{|[A-Za-z]_[A-Za-z0-9](?![\w.])",
    "bold": r"\*\*|(?<![\w_])__(?=\S)|(?<=\S)__(?![\w_])",
    "star": r"(?<![\w*])\*(?=[^\s*])[^*\n]+\*",
    "lone star": r"(?<=\w)\*(?=[\s.,;:!?]|$)|(?:^|(?<=\s))\*(?=\w)",
    "underscore": r"(?<![\w/])_(?=[^\s_])[^_\n]+_(?![\w])",
    "strike": r"~~",
    "sub or sup": r"\w~\w{1,8}~|\w\^\w{1,8}\^",
    "mark": r"==\S[^=\n]*==",
    "insert": r"\+\+\S[^+\n]*\+\+",
    "backtick": r"`",
    "emoji": r"(?<![\w:/]):[a-z][a-z0-9_+-]+:(?![\w:/])",
    "footnote": r"\[\^[^\]\n]*\]|\^\[",
    "wiki link": r"\[\[|\]\]",
    "link": r"\]\(|\]\[|\]:\s",
    "picture": r"!\[|!\(",
    "task": r"(?:^|\s)\[[ xX]\](?=\s)",
    "box": r":::|^!!! |^\?\?\? |^\[![A-Z]+\]",
    "attributes": r"\{[:.#][^}\n]*\}|\{\w+=[^}\n]*\}",
    "heading": r"^#{1,6}(?=\S?)|(?:^|\n)#{1,6} |^={3,}$|^-{3,}$|\s#{2,}$",
    "quote": r"(?:^|\n)>+ ?\S",
    "table": r"\|\s*:?-{2,}|^\|.*\|$|^\+[-=]+\+",
    "list": r"\n\s*(?:[-*+]|\d{1,2}[.)]) \S",
    "fence": r"~~~|^```",
    "citation": r"\[@|(?<![\w.@/])@[a-z]+:?(?:19|20)\d\d|(?<![\w.@/])@(?:fig|tbl|sec|eq)-",
    "toc": r"\[_?TOC_?\]|\\toc|\{:toc",
    "front matter": r"^(?:title|date|layout|tags|categories|author|slug|draft): ",
    "directive": r"^\.\. \w+::|^:\w+: |:\w+:HOLE|^@\w+ ",
    "escape": r"\\[`*_{}\[\]()#+.!|>~$-]",
    "yaml": r"^#\| ",
    "merge": r"^(?:<{7}|={7}|>{7})",
    "mojibake": r"\u00c3[\u0080-\u00bf]|\u00e2\u20ac|\ufffd",
}
KINDS = {name: re.compile(pattern.replace("HOLE", HOLE), re.MULTILINE) for name, pattern in PATTERNS.items()}


@dataclass(frozen=True)
class Hit:
    """One place: which kind, where (text, title, summary, alt), and the text around it."""

    kind: str
    where: str
    around: str


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.code = 0
        self.blocks: list[str] = [""]
        self.alts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin code or a block; note a picture's description."""
        if tag in CODE:
            self.code += 1
            self.blocks[-1] += HOLE
        elif tag == "br":
            self.blocks[-1] += "\n"
        elif tag in BLOCKS:
            self.blocks.append("")
        elif tag == "img":
            self.alts.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        """End code or a block."""
        if tag in CODE:
            self.code -= 1
        elif tag in BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        """Take text outside code."""
        self.blocks[-1] += "" if self.code else data


def hits(html: str, title: str = "", summary: str = "") -> Iterator[Hit]:
    """Find marks in a rendered post, at most one of a kind in each of text, title, summary and descriptions."""
    page = _Page(html)
    parts = {
        "text": [block.strip("\n") for block in page.blocks],
        "alt": page.alts,
        "title": [title],
        "summary": [summary],
    }
    for where, blocks in parts.items():
        for kind, pattern in KINDS.items():
            for block in blocks:
                found = pattern.search(block)
                if found:
                    around = block[max(0, found.start() - 60) : found.end() + 60]
                    yield Hit(kind, where, " ".join(around.replace(HOLE, "⟨code⟩").split("\n")))
                    break
