"""The marks of Markdown where they mark nothing: emphasis, code, headings, lists, tables."""

from __future__ import annotations

from rendering.debris_kind import AS_CODE, kind

CJK = "\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff01-\uffee"
"""Letters and signs that stand beside `**` without a blank."""

MARKS = (
    kind(
        r"(?<![\w*])\*\*(?=\S)[^*\n]{1,80}(?<=\S)\*\*(?![\w*])",
        f"bold is **bold**, without backslashes; {AS_CODE}",
        always=True,
    ),
    kind(
        r"\[[^\[\]\n]+\]\(\u2060?https?:[^)\n]*\)",
        f"a link is [text](address), without backslashes; {AS_CODE}",
        always=True,
    ),
    kind(
        r"(?<!\*)\*\*[^*]{1,200}\*\*(?!\*)",
        f"bold is **bold**, without blanks inside, or <strong>bold</strong>; {AS_CODE}",
    ),
    # Not 2**3 and not 0.45**, the stars of significance.
    kind(
        r"(?<![\w*)\]])\*\*(?=[\w\"\u201c\u2018(\[$\ufffc])|(?<=[.,:;!?])\*\*(?![\w*])",
        f"bold without its other half: write **bold**, or \\*\\* for two asterisks; {AS_CODE}",
    ),
    kind(
        rf"(?<=[{CJK}])\*\*|\*\*(?=[{CJK}])|(?<=[^\W\d_])\*\*\Z",
        f"bold without its other half: write **bold**, or \\*\\* for two asterisks; {AS_CODE}",
    ),
    kind(r"^```[^\n]*", "code begins and ends with a line ```, without backslashes", always=True),
    kind(r"```", "the lines ``` that begin and end code stand alone, and so does `code` within text"),
    kind(r"``[^`\n]{1,60}(?:''|\"|”)", 'quotation marks are "…"'),
    kind(
        r"`+[^`\n]{0,40}",
        "a backtick without its pair: code is `…`, in HTML <code>…</code>, and a backtick alone is \\`",
    ),
    kind(
        r"(?<![\w*])\*(?=[^\s*])[^*\n]{1,80}(?<=[^\s*])\*(?![\w*])|(?<![\w\\])_(?=[^\s_])[^_\n]{1,80}(?<=[^\s_])_(?!\w)",
        f"emphasis is *words*, outside of HTML and with blanks around it, or <em>words</em>; {AS_CODE}",
    ),
    # Not "*nix and *bsd".
    kind(
        r"(?<![\w*])\*(?!(?i:nix|bsd|args|kwargs)\b)(?=[^\W\d_])[^*\n]{1,60}(?<=[^\W\d_]) \*(?=[^\W\d_])",
        f"emphasis is *words*, without blanks inside; an asterisk alone is \\*; {AS_CODE}",
    ),
    kind(r"(?<![=\w])==(?=[^\s=])[^=\n]*[^\s=]==(?![=\w])", "write <mark>marked</mark>"),
    kind(r"[A-Za-z)\]]~[A-Za-z0-9+-]{1,4}~(?!\w{5})", "write <sub>2</sub>"),
    kind(r"(?<![\w~])~(?=[^\s~/])[^~\n]{0,80}(?<=\S)~(?![\w~])", f"struck is ~~words~~; {AS_CODE}"),
    kind(r"[A-Za-z0-9)\]]\^[A-Za-z0-9+-]{1,8}\^", "write <sup>2</sup>, or a formula $x^2$"),
    kind(
        r"(?<![\w:/.@-]):(?:[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*|[+-]1):(?![\w:/])", "write the emoji itself, not its name"
    ),
    kind(r"\A: \S[^\n]*", "a definition needs its term on the line above; a table's caption is a paragraph"),
    kind(
        r"(?:^[ \t]*(?:#{2,6}|(?<=\n)#)|(?<=\ufffc)#{2,6})[ \t\u00a0\u3000]+\S[^\n]*",
        "no heading is read here: put an empty line above it, behind a tag of HTML too",
    ),
    # Markdown takes each backslash that escapes something, so it stands in HTML. Not ¯\_(ツ)_/¯.
    kind(
        r"(?<!\u00af)\\[_*#`\[\](){}<>|~]",
        "in HTML a backslash escapes nothing: take it out, or put an empty line above, behind which Markdown is read",
    ),
    kind(
        r"^#{2,6}[^\s#!][^\n]*|\A#(?![!\d])[^\s#]+\s[^#\n]*$",
        "a heading has a blank behind #, as in ## Heading; a # of another meaning is \\#",
    ),
    kind(r"^@def \w+ ?=[^\n]*", "what a post says about itself belongs between the lines --- at its beginning"),
    kind(
        r"(?<![\w.@/\u2060])@[A-Za-z]+:?(?:19|20)\d\d[a-z]?(?!\w)",
        "a citation is not looked up: write it out, as a link or a footnote [^1]",
    ),
    kind(
        r"^\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*$",
        "the line |---|---| of a table has as many cells as the line above it",
    ),
    kind(r"^\|[^\n]*\|\s*$|^\+[-=+]{4,}\+\s*$", f"a table has a line |---|---| below its first line; {AS_CODE}"),
    kind(
        r"\A\[[^\[\]\n]+\]:\s[^\n]*",
        "a link's address is [name]: address, a footnote [^1]: text, a comment <!-- text -->",
    ),
    kind(
        r"(?<=\n)(?:[-+*]|1[.)]) \S[^\n]*",
        "a list within a list is indented as far as the text above it, and code by four blanks behind an empty line",
    ),
    kind(
        r"^\d{1,3}[.)] \S[^\n]*\n\d{1,3}[.)] \S[^\n]*",
        "a list whose first number is not 1 needs an empty line above it",
    ),
)
