"""The kinds of debris (debris.py), the most telling first: of several at one place an author hears of the first."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of debris. `always`: also where it was escaped, since nothing may show it."""

    pattern: re.Pattern[str]
    advice: str
    always: bool = False


def _kind(pattern: str, advice: str, *, always: bool = False) -> Kind:
    return Kind(re.compile(pattern, re.MULTILINE), advice, always)


AS_CODE = "to show it as it is, put it in `backticks`"
KINDS = (
    _kind(
        r"\{%-?\s*(?:end)?highlight\b[^\n]*",
        "write the code between two lines ```, the first with its language",
        always=True,
    ),
    _kind(r"\{\{[<%]\s*(?:figure|img|image)\b[^\n]*", 'write ![what it shows](figure.png "caption")', always=True),
    _kind(
        r"(?:\{\{[<%]|\{%)\s*(?:include )?(?:youtube|vimeo|tweet|x|twitter|instagram|gist|video)\b[^\n]*",
        "write a link, [what it is](its address)",
        always=True,
    ),
    _kind(
        r"[^\n]{0,20}(?:\{\{|\{%)[^\n]*?(?:url_for|post_url|ref\s|relref|baseurl|base_url|permalink)[^\n]*",
        "write [text](/posts/its-name), or a file's name beside the post",
        always=True,
    ),
    _kind(r"(?:\{\{|\{%)[^\n]*", f"a template expression is not run: write what it stands for; {AS_CODE}", always=True),
    _kind(r"(?:\}\}|%\})", f"the end of a template expression: write what it stands for; {AS_CODE}"),
    _kind(r"<%.*?(?:%>|$)", f"a template expression is not run: write what it stands for; {AS_CODE}"),
    _kind(r"<!--.*", "a comment without an end: write --> where it ends", always=True),
    _kind(r"</?[A-Za-z][^<>]*>", f"no tag that a browser would read as one; {AS_CODE}"),
    _kind(r"\\(?:begin|end)\{[^\n]*", "write the formula between two lines $$", always=True),
    _kind(
        r"\$\$[^\n]*",
        "write the formula between two lines $$, each alone on its line, and the formula without empty lines",
        always=True,
    ),
    _kind(r"\$[^$\n]*\\[A-Za-z]+[^$\n]*\$", "write the formula as $x$, without a blank or digit next to the dollars"),
    _kind(
        r"(?<![\w\\$])\$(?![\s\d$])[^$\n]*[_^][^$\n]*\$(?![\d$])",
        "no formula is read here: in HTML there are none; outside of it write $x$, without a blank next to the dollars",
    ),
    _kind(r"\$\ufffc\$", "write a formula in a sentence as $x$, one displayed between two lines $$"),
    _kind(r"\\(?:cite\w*|ref|eqref|label|autoref)\{[^\n]*", "write the reference out, as a link or a footnote [^1]"),
    _kind(r"\\[A-Za-z]{2,}\{[^\n]*", f"LaTeX outside a formula: write it as $…$, or text as Markdown; {AS_CODE}"),
    # Not C:\temp, ..\files or \server-1: a path, and no command.
    _kind(
        r"(?<![A-Za-z0-9:\\.\])%-])\\(?:[a-z]{3,}|(?:La)?TeX)(?![\w\\-])|\\text[a-z]{3,}",
        f"LaTeX outside a formula: write it as $…$, or text as Markdown; {AS_CODE}",
    ),
    _kind(
        r"^\[\[?_?(?i:toc)_?\]?\]|\{:\s*toc\b[^}]*\}",
        "a table of contents is [TOC] on a line of its own, outside of lists and quotes",
    ),
    _kind(
        r"^\s*:::+[^\n]*",
        "a box is ::: note (or tip, important, warning, caution), with ::: below it; others have no place",
    ),
    _kind(r"^(?:!!!|\?\?\?\+?)(?=\s|$)[^\n]*", "an admonition is !!! note, and below it indented text"),
    _kind(
        r"\{::[^}\n]*\}|\{:[^}\n]*\}|\{(?:[#.][\w-]+|[\w-]+=[^}\n]*)\}",
        "an attribute list belongs right behind a heading, link, picture or code; take it out",
    ),
    _kind(r"\{#.*?#\}", "a template's comment would be shown; take it out"),
    _kind(r"\[\^[^\]\s]+\]", "a footnote without a text: write [^1]: The note."),
    _kind(r"\[-?@[\w:.-]+[^\]\n]*\]", "a citation is not looked up: write it out, as a link or a footnote [^1]"),
    _kind(
        r"(?<![\w.])@(?:fig|tbl|sec|eq|lst|thm|def)-[\w-]+",
        "a cross-reference is not looked up: write [what it is](#its-heading)",
    ),
    _kind(r"!?\[\[[^\]\n]+\]\]", "a wiki link is not looked up: write [text](/posts/its-name)"),
    _kind(
        r"\[[^\[\]\n]*\]\([^)\n]*\)?",
        "no link: an address with blanks is written [text](<the address>); only http, https, mailto and tel are linked",
    ),
    _kind(r"(?<=\S)\]\[[^\]\n]*\]", "no link: there is no line [name]: address for it"),
    _kind(
        r"(?<![\w*])\*\*(?=\S)[^*\n]{1,80}(?<=\S)\*\*(?![\w*])",
        f"bold is **bold**, without backslashes; {AS_CODE}",
        always=True,
    ),
    _kind(
        r"\[[^\[\]\n]+\]\(\u2060?https?:[^)\n]*\)",
        f"a link is [text](address), without backslashes; {AS_CODE}",
        always=True,
    ),
    _kind(
        r"(?<!\*)\*\*[^*]{1,200}\*\*(?!\*)",
        f"bold is **bold**, without blanks inside, or <strong>bold</strong>; {AS_CODE}",
    ),
    # Not 2**3 and not 0.45**, the stars of significance.
    _kind(
        r"(?<![\w*)\]])\*\*(?=[\w\"\u201c\u2018(\[$\ufffc])|(?<=[.,:;!?])\*\*(?![\w*])",
        f"bold without its other half: write **bold**, or \\*\\* for two asterisks; {AS_CODE}",
    ),
    _kind(r"```", "the lines ``` that begin and end code stand alone, and so does `code` within text"),
    _kind(r"``[^`\n]{1,60}(?:''|\"|”)", 'quotation marks are "…"'),
    _kind(
        r"`+[^`\n]{0,40}",
        "a backtick without its pair: code is `…`, in HTML <code>…</code>, and a backtick alone is \\`",
    ),
    _kind(
        r"(?<![\w*])\*(?=[^\s*])[^*\n]{1,80}(?<=[^\s*])\*(?![\w*])|(?<!\w)_(?=[^\s_])[^_\n]{1,80}(?<=[^\s_])_(?!\w)",
        f"emphasis is *words*, outside of HTML and with blanks around it, or <em>words</em>; {AS_CODE}",
    ),
    _kind(r"(?<![=\w])==(?=[^\s=])[^=\n]*[^\s=]==(?![=\w])", "write <mark>marked</mark>"),
    _kind(r"[A-Za-z)\]]~[A-Za-z0-9+-]{1,4}~(?!\w{5})", "write <sub>2</sub>"),
    _kind(r"[A-Za-z0-9)\]]\^[A-Za-z0-9+-]{1,8}\^", "write <sup>2</sup>, or a formula $x^2$"),
    _kind(
        r"(?<![\w:/.@-]):(?:[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*|[+-]1):(?![\w:/])", "write the emoji itself, not its name"
    ),
    _kind(r"\A: \S[^\n]*", "a definition needs its term on the line above; a table's caption is a paragraph"),
    _kind(
        r"^#{2,6}[^\s#!][^\n]*|\A#(?![!\d])[^\s#]+\s[^#\n]*\Z",
        "a heading has a blank behind #, as in ## Heading; a # of another meaning is \\#",
    ),
    _kind(r"^@def \w+ ?=[^\n]*", "what a post says about itself belongs between the lines --- at its beginning"),
    _kind(
        r"(?<![\w.@/\u2060])@[A-Za-z]+:?(?:19|20)\d\d[a-z]?(?!\w)",
        "a citation is not looked up: write it out, as a link or a footnote [^1]",
    ),
    _kind(r"^\|[^\n]*\|\s*$|^\+[-=+]{4,}\+\s*$", f"a table has a line |---|---| below its first line; {AS_CODE}"),
    _kind(
        r"\A\[[^\[\]\n]+\]:\s[^\n]*",
        "a link's address is [name]: address, a footnote [^1]: text, a comment <!-- text -->",
    ),
    _kind(
        r"(?<=\n)(?:[-+*]|1[.)]) \S[^\n]*",
        "a list within a list is indented as far as the text above it, and code by four blanks behind an empty line",
    ),
    _kind(
        r"^\d{1,3}[.)] \S[^\n]*\n\d{1,3}[.)] \S[^\n]*",
        "a list whose first number is not 1 needs an empty line above it",
    ),
)
