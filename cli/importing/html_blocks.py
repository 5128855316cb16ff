"""Markdown within blocks of HTML, which kramdown and Pandoc read and CommonMark does not."""

from __future__ import annotations

import re
from itertools import pairwise

from markdown_it import MarkdownIt

from importing.prose import replace

PARSER = MarkdownIt("commonmark")
MARKED = re.compile(r"\]\([^)\s]+|\*\*\S|(?<!`)`[^`\n]+`(?!`)|(?<![\w*\\])\*(?=[^\s*])[^*\n]+(?<=\S)\*(?![\w*])")
READ = re.compile(
    r"^([ \t]*<(?:div|section|article|aside|details|blockquote|figure)\b[^<>\n]*\bmarkdown\s*=[^<>\n]*>)[ \t]*\n"
    r"(?=[^\n])",
    re.MULTILINE,
)
"""kramdown reads what is in such a tag, and CommonMark what stands behind an empty line."""
BREAK = re.compile(r"(?:(?<=\n\n)|\A)([ \t]*<(?:br|hr)\b[^<>\n]*>)[ \t]*\n(?=[^\s<])", re.IGNORECASE)
"""Such a tag alone begins a block of HTML, up to the next empty line."""
HEADING = re.compile(r"[ \t]*(#{2,6}[ \t]+\S.*)")
CLOSING = re.compile(r"[ \t]*</(?:div|center|figure|table|details|section|p|ul|ol|blockquote)>[ \t]*$")
FORMULA = re.compile(
    r"^(?P<open>[ \t]*<(?:figcaption|div|td|p|li|center)\b[^<>]*>)?(?P<text>[^<>]*\$[^<>]*?)(?P<close></\w+>)?[ \t]*$"
)


def read_markdown(body: str) -> str:
    """Write the links, pictures, bold text and code of such blocks as HTML; give formulas paragraphs of their own."""
    for pattern in (READ, BREAK):
        body = replace(body, 0, pattern, lambda found, _line: f"{found[1]}\n\n")
    lines = body.split("\n")
    for token in reversed(PARSER.parse(body)):
        if token.type != "html_block" or not token.map or token.level or "<!--" in token.content:
            continue
        first, end = token.map
        if re.match(r"\s*<(?:pre|script|style|textarea)\b", token.content, re.IGNORECASE):
            continue
        lines[first:end] = [_line(line) + _end(line, after) for line, after in pairwise([*lines[first:end], ""])]
    return "\n".join(lines)


def _end(line: str, after: str) -> str:
    """Return an empty line behind the end of a block where Markdown follows, which would be a part of it."""
    return "\n" if CLOSING.match(line) and re.match(r"[^\s<]", after) and not HEADING.fullmatch(after) else ""


def _line(line: str) -> str:
    heading = HEADING.fullmatch(line)
    if heading:
        return f"\n{heading[1]}"
    formula = FORMULA.match(line) if line.count("$") > 1 else None
    if formula:
        parts = (formula["open"] or "", formula["text"].strip(), formula["close"] or "")
        return "\n\n".join(parts)
    if "$" in line or "\\" in line or not MARKED.search(line):
        return line
    return str(PARSER.renderInline(line.strip()))
