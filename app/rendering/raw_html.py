"""HTML within Markdown: safe tags become tokens like any other, comments vanish, all else is a problem with its line.

Attributes for looks are dropped, since a page's looks are the blog's. The result is sanitized once more (sanitize.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

from markdown_it.token import Token

from rendering.html_pieces import Attributes, attributes, authors, image, problem
from rendering.html_tags import HEADINGS, INVISIBLE, OPTIONAL_END, RENAMED, SAFE, VOID, WHOLE

Refuse = Callable[[int, str], None]
"""Takes a line of the body, from 0, and what is wrong there."""

MORE = re.compile(r"\s*more\b[^<>]*", re.IGNORECASE)
"""The comment `<!-- more -->`: what is above it is the excerpt."""


class Reader(HTMLParser):
    """Reads pieces of HTML one after the other, and knows which tags are open."""

    def __init__(self, refuse: Refuse) -> None:
        super().__init__(convert_charrefs=True)
        self.refuse = refuse
        self.pieces: list[Token] = []
        self.open: list[tuple[str, int, int]] = []
        self.muted = ""
        self.in_block = False
        self.first = 0
        self.level = 0

    def read(self, source: str, line: int, level: int, in_block: bool = False) -> list[Token]:
        """Turn HTML that begins at `line` into inline tokens.

        Args:
            source: the HTML.
            line: of the body, from 0.
            level: the depth of the block that it stands in.
            in_block: whether it may have headings, which become tokens of blocks; default: no.
        """
        self.in_block = in_block
        self.reset()
        self.pieces, self.first, self.level = [], line, level
        # Comments without anything in them: Pythons differ in how they read these.
        source = re.sub(r"<!---?>", "<!-- -->", source)
        begin = source.rfind("<!--")
        if begin > source.rfind("-->"):
            self.refuse(line + source.count("\n", 0, begin), "a comment without an end; write --> where it ends")
            source = source[:begin]
        self.feed(source)
        self.close()
        return self.pieces

    def end(self, level: int, above: int = 0) -> None:
        """Refuse what is open at a deeper level than `level`, except the first `above` tags."""
        self.muted = ""
        while len(self.open) > above and self.open[-1][2] > level:
            tag, line, _ = self.open.pop()
            self.refuse(
                line, f"<{tag}> is not closed; write </{tag}> where it ends, in the same paragraph, list or quote"
            )

    @property
    def in_code(self) -> bool:
        """Whether the text is code, in which everything is shown as it is."""
        return any(tag in ("pre", "code", "kbd", "samp") for tag, _, _ in self.open)

    def _line(self) -> int:
        return self.first + self.getpos()[0] - 1

    def _add(self, content: str) -> None:
        self.pieces.append(authors("html_inline", content))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an opening tag."""
        given = {name: value or "" for name, value in attrs}
        tag = RENAMED.get(tag, tag)
        refused = problem(tag, given)
        if self.muted or tag in INVISIBLE:
            return
        if tag in HEADINGS and self.in_block:
            kept: Attributes = {"id": given["id"]} if given.get("id") else {}
            self.pieces.append(Token("heading_open", tag, 1, attrs=kept, block=True))
            return
        if refused:
            self.refuse(self._line(), refused)
            if tag in SAFE and tag not in VOID | OPTIONAL_END:
                self.open.append((tag, self._line(), self.level))
            elif tag in WHOLE:
                self.muted = tag
        elif tag == "img":
            self.pieces.append(image(given))
        elif tag == "a" and given.get("href"):
            self.open.append((tag, self._line(), self.level))
            kept = {name: given[name].strip() for name in ("href", "title", "id") if name in given}
            self.pieces.append(Token("link_open", "a", 1, attrs=kept))
        else:
            if tag not in VOID and tag not in OPTIONAL_END:
                self.open.append((tag, self._line(), self.level))
            self._add(f"<{tag}{attributes(tag, given)}>")

    def handle_endtag(self, tag: str) -> None:
        """Take a closing tag."""
        tag = RENAMED.get(tag, tag)
        if self.muted:
            self.muted = "" if tag == self.muted else self.muted
        elif tag in HEADINGS and self.in_block:
            self.pieces.append(Token("heading_close", tag, -1, block=True))
        elif tag in OPTIONAL_END:
            self._add(f"</{tag}>")
        elif tag in SAFE and tag not in VOID:
            if not self.open or self.open[-1][0] != tag or self.open[-1][2] != self.level:
                self.refuse(self._line(), f"</{tag}> closes no <{tag}> of the same paragraph, list or quote")
                return
            self.open.pop()
            self._add(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Take text."""
        if self.muted:
            return
        if "<!--" in data and not self.in_code:
            self.refuse(self._line(), "no comment that a browser would read as one; take it out")
        self.pieces.append(Token("text", "", 0, content=data, meta={"code": self.in_code, "line": self._line()}))

    def handle_comment(self, data: str) -> None:
        """Drop a comment; remember where the excerpt ends."""
        self.pieces.append(Token("html_inline", "", 0, meta={"author": True, "more": bool(MORE.fullmatch(data))}))

    def handle_decl(self, decl: str) -> None:
        """Refuse <!DOCTYPE …>."""
        self.refuse(self._line(), f"<!{decl[:20]} is no part of a post; take it out")

    def unknown_decl(self, data: str) -> None:
        """Refuse <![CDATA[…]]>."""
        self.refuse(self._line(), f"<![{data[:20]} is no part of a post; take it out")

    def handle_pi(self, data: str) -> None:
        """Refuse <?…>."""
        self.refuse(self._line(), f"<?{data[:20]} is not run and no part of a post; take it out")
