"""Links, pictures and HTML of a text."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from importing import expressions
from importing.entries import Entry
from importing.prose import CODE, replace
from importing.targets import SCHEME, Targets, host
from rendering.languages import language as language_of

# Possessive (*+): a text with many backticks or brackets must not be tried in all ways.
INLINE = re.compile(
    r"""(?P<mark>!?)\[(?P<text>(?:\\.|`[^`]*`|!\[[^\]]*\]\([^()]*\)|\[[^\[\]]*\]|[^\[\]\\]){0,2000}+)\]"""
    r"""\(\s*(?:<(?P<angle>[^<>\n]*)>|(?P<bare>(?:[^\s()]|\([^\s()]*\))*+))(?P<title>\s+(?:"[^"]*"|'[^']*'))?\s*(?:=\S*)?\s*\)"""
)
REFERENCE = re.compile(
    r"^ {0,3}\[(?P<label>[^\]^\n][^\]\n]*)\]:[ \t]*<?(?P<address>[^\s>]+)>?(?P<rest>[^\n]*)$", re.MULTILINE
)
TAG = re.compile(r"""<(?P<name>a|img)\b(?P<attributes>(?:"[^"]*"|'[^']*'|[^<>"'])*+)>""", re.IGNORECASE)
ATTRIBUTE = re.compile(
    r"""\b(?P<key>href|src|data-src|alt|title)\s*=\s*(?:"(?P<dq>[^"]*)"|'(?P<sq>[^']*)'|(?P<bare>[^\s"'>]+))""",
    re.IGNORECASE,
)
FRAME = re.compile(
    r"<(?P<name>iframe|embed|video|audio)\b(?P<attributes>[^>]*)>(?:.*?</(?P=name)\s*>)?", re.IGNORECASE | re.DOTALL
)
SOURCE = re.compile(r"""\bsrc\s*=\s*["']?([^\s"'>]+)""", re.IGNORECASE)
REMOVED = re.compile(r"<(?P<name>script|style|noscript|link)\b[^>]*>(?:.*?</(?P=name)\s*>)?", re.IGNORECASE | re.DOTALL)
CONTENTS = re.compile(
    r"^(?:[*-] [^\n]*\n\{:\s*toc\b[^}]*\}|\[TOC\]|\[\[_?TOC_?\]\]|\{:\s*toc\b[^}]*\})[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
FENCE = re.compile(r"^([ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(?:`{3,}|~{3,}))[ \t]*([^\s`{:,]+)([^\n`]*)", re.MULTILINE)
ANCHOR = re.compile(r"""<a\s+(?:name|id)\s*=\s*["']?([^"'>\s]+)["']?\s*/?>\s*(?:</a>)?""", re.IGNORECASE)
DEAD = "<a \ufffc>"
"""Stands for a link whose target is not here, until its end is found."""
DEAD_TAG = re.compile(rf"{DEAD}(?P<text>(?:(?!<a\b)[\s\S])*?)</a\s*>", re.IGNORECASE)
DEAD_START = re.compile(DEAD)
USE = re.compile(r"(?<![!\\\]])\[(?P<text>[^\[\]]{1,500})\](?:\[(?P<label>[^\[\]\n]*)\])?(?![(:])")


def convert(entry: Entry, targets: Targets) -> str:
    """Return the body as posts here have it; files that it shows are noted in `targets`."""
    steps = _Steps(entry, targets)
    body = expressions.convert(entry, entry.body, targets)
    for pattern, change in (
        (CONTENTS, steps.contents),
        (REMOVED, steps.removed),
        (FRAME, steps.frame),
        (INLINE, steps.inline),
        (REFERENCE, steps.reference),
        (TAG, steps.tag),
        (DEAD_TAG, lambda found, _line: found["text"]),
        (DEAD_START, lambda _found, _line: ""),
    ):
        body = replace(body, entry.line, pattern, change)
    if steps.dead:
        body = replace(body, entry.line, USE, steps.use)
    body = CODE.sub(steps.fence, body)
    return body.strip("\n") + "\n"


class _Steps:
    def __init__(self, entry: Entry, targets: Targets) -> None:
        self.entry, self.targets, self.notes = entry, targets, entry.notes
        self.dead: set[str] = set()

    def use(self, found: re.Match[str], _line: int) -> str:
        """Write a link to a dead reference as its text."""
        label = found["label"] or found["text"]
        return found["text"] if _label(label) in self.dead else found[0]

    def contents(self, found: re.Match[str], line: int) -> str:
        self.notes.changed(line, "the table of contents is taken out: pages have none")
        return "\n" * found[0].count("\n")

    def removed(self, found: re.Match[str], line: int) -> str:
        self.notes.left(line, f"<{found['name'].lower()}> is taken out: pages have no scripts or styles of their own")
        return "\n" * found[0].count("\n")

    def frame(self, found: re.Match[str], line: int) -> str:
        source = SOURCE.search(found[0])
        if not source:
            return found[0]
        address = unescape(source[1])
        address = f"https:{address}" if address.startswith("//") else address
        address = re.sub(
            r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)[^\s]*",
            r"https://www.youtube.com/watch?v=\1",
            address,
        )
        what = host(address) if SCHEME.match(address) else "Watch or listen"
        self.notes.left(line, f"<{found['name']}> is a link to {address} now; a still picture with a link is nicer")
        return f"\n\n[{what}]({address})\n\n"

    def inline(self, found: re.Match[str], line: int) -> str:
        raw = found["angle"] if found["angle"] is not None else found["bare"]
        text, title = found["text"], found["title"] or ""
        if found["mark"]:
            return self._picture(line, text, raw, title)
        text = INLINE.sub(lambda inner: self.inline(inner, line), text) if "![" in text else text
        new = self.targets.link(self.entry, raw) if raw.strip() else None
        if new is None:
            self.notes.left(line, f"the link to {raw} is taken out: nothing that was moved in has this address")
            return text
        return f"[{text}]({_written(new)}{title})" if new != raw or found["angle"] else found[0]

    def _picture(self, line: int, alt: str, raw: str, title: str) -> str:
        words = alt.strip() or title.strip(" \"'")
        if not words:
            words = _words(raw)
            self.notes.left(line, f"the picture {raw} has no description: write what it shows")
        new = self._file(raw)
        if new:
            return f"![{words}]({_written(new)}{title})"
        if SCHEME.match(raw) and not raw.startswith("data:"):
            self.notes.left(line, f"the picture {raw} is on another site: a link now; put the file beside the post")
            return f"[{words}]({_written(raw)})"
        self.notes.left(
            line,
            f"there is no picture {raw[:120]}: taken out; put it beside the post, and write ![what it shows](its-name)",
        )
        return f"*{words}*" if re.fullmatch(r"[\w ,.:;()-]+", words) else words

    def _file(self, raw: str) -> str | None:
        inside = self.targets.inside(raw.strip())
        if inside is None:
            return None
        return self.targets.file(self.entry, unquote(inside.partition("#")[0].partition("?")[0]))

    def reference(self, found: re.Match[str], line: int) -> str:
        raw = found["address"]
        new = self._file(raw) or self.targets.link(self.entry, raw)
        if new is None:
            self.notes.left(line, f"the link to {raw} is taken out: nothing that was moved in has this address")
            self.dead.add(_label(found["label"]))
            return ""
        return f"[{found['label']}]: {_written(new)}{found['rest']}" if new != raw else found[0]

    def tag(self, found: re.Match[str], line: int) -> str:
        given = {
            m["key"].lower(): unescape(next(m[g] for g in ("dq", "sq", "bare") if m[g] is not None))
            for m in ATTRIBUTE.finditer(found["attributes"])
        }
        if found["name"].lower() == "img":
            return self._img(line, given)
        if "href" not in given:
            return found[0]
        new = self.targets.link(self.entry, given["href"])
        if new is None:
            self.notes.left(
                line, f"the link to {given['href']} is taken out: nothing that was moved in has this address"
            )
            return DEAD
        return found[0] if new == given["href"] else f'<a href="{new}">'

    def _img(self, line: int, given: dict[str, str]) -> str:
        raw = given.get("src") or given.get("data-src") or ""
        alt = given.get("alt") or given.get("title") or ""
        if not alt.strip():
            alt = _words(raw)
            self.notes.left(line, f"the picture {raw} has no description: write what it shows")
        alt = " ".join(alt.replace('"', "”").split())
        new = self._file(raw)
        if new:
            return f'<img src="{new}" alt="{alt}">'
        self.notes.left(line, f"the picture {raw[:120]} is not among the files: put it beside the post")
        return f'<a href="{raw}">{alt}</a>' if re.match("https?:", raw) else alt

    def fence(self, found: re.Match[str]) -> str:
        if not found["fence"]:
            return found[0]

        def known(head: re.Match[str]) -> str:
            name = language_of(head[2])
            try:
                get_lexer_by_name(name or "text")
            except ClassNotFound:
                self.notes.changed(0, f"code in {name}, which is not known, is shown as text")
                return f"{head[1]}text"
            return head[0]

        return FENCE.sub(known, found[0], count=1)


def _written(address: str) -> str:
    return f"<{address}>" if re.search(r"[\s()]", address) else address


def _label(label: str) -> str:
    return " ".join(label.casefold().split())


def _words(address: str) -> str:
    name = re.sub(r"[?#].*$", "", address).rstrip("/").rpartition("/")[2]
    stem = re.sub(r"\.\w{2,5}$", "", name)
    return " ".join(re.sub(r"[^\w]+|_", " ", stem).split()) or "Picture"
