"""The kinds of debris (debris.py), the most telling first: of several at one place an author hears of the first."""

from __future__ import annotations

from rendering.debris_kind import AS_CODE, kind
from rendering.debris_marks import MARKS

KINDS = (
    kind(
        r"\{%-?\s*(?:end)?highlight\b[^\n]*",
        "write the code between two lines ```, the first with its language",
        always=True,
    ),
    kind(r"\{\{[<%]\s*(?:figure|img|image)\b[^\n]*", 'write ![what it shows](figure.png "caption")', always=True),
    kind(
        r"(?:\{\{[<%]|\{%)\s*(?:include )?(?:youtube|vimeo|tweet|x|twitter|instagram|gist|video)\b[^\n]*",
        "write a link, [what it is](its address)",
        always=True,
    ),
    kind(
        r"[^\n]{0,20}(?:\{\{|\{%)[^\n]*?(?:url_for|post_url|ref\s|relref|baseurl|base_url|permalink)[^\n]*",
        "write [text](/posts/its-name), or a file's name beside the post",
        always=True,
    ),
    kind(r"(?:\{\{|\{%)[^\n]*", f"a template expression is not run: write what it stands for; {AS_CODE}", always=True),
    kind(r"(?:\}\}|%\})", f"the end of a template expression: write what it stands for; {AS_CODE}"),
    kind(r"<%.*?(?:%>|$)", f"a template expression is not run: write what it stands for; {AS_CODE}"),
    kind(r"<!--.*", "a comment without an end: write --> where it ends", always=True),
    kind(r"</?[A-Za-z][^<>]*>", f"no tag that a browser would read as one; {AS_CODE}"),
    kind(r"\\(?:begin|end)\{[^\n]*", "write the formula between two lines $$", always=True),
    kind(
        r"\$\$[^\n]*",
        "write the formula between two lines $$, each alone on its line, and the formula without empty lines",
        always=True,
    ),
    kind(r"\$[^$\n]*\\[A-Za-z]+[^$\n]*\$", "write the formula as $x$, without a blank or digit next to the dollars"),
    kind(
        r"(?<![\w\\$])\$(?![\s\d$])[^$\n]*[_^][^$\n]*\$(?![\d$])",
        "no formula is read here: in HTML there are none; outside of it write $x$, without a blank next to the dollars",
    ),
    kind(r"\$\ufffc\$", "write a formula in a sentence as $x$, one displayed between two lines $$"),
    kind(r"\\(?:cite\w*|ref|eqref|label|autoref)\{[^\n]*", "write the reference out, as a link or a footnote [^1]"),
    kind(r"\\[A-Za-z]{2,}\{[^\n]*", f"LaTeX outside a formula: write it as $…$, or text as Markdown; {AS_CODE}"),
    # Not C:\temp, ..\files or \server-1: a path, and no command.
    kind(
        r"(?<![A-Za-z0-9:\\.\])%-])\\(?:[a-z]{3,}|(?:La)?TeX)(?![\w\\-])|"
        r"(?<![\w:\\])\\(?:alpha|beta|gamma|delta|epsilon|theta|lambda|mu|nu|pi|rho|sigma|tau|phi|psi|omega|sum|int|limits)[_^]|(?<=\s)\\(?:le|ge|ne|in)(?=\s)|\\text[a-z]{3,}",
        f"LaTeX outside a formula: write it as $…$, or text as Markdown; {AS_CODE}",
    ),
    kind(
        r"^\[\[?_?(?i:toc)_?\]?\]|\{:\s*toc\b[^}]*\}",
        "a table of contents is [TOC] on a line of its own, outside of lists and quotes",
    ),
    kind(
        r"^\s*:::+[^\n]*|\s:::+[ \t]*$",
        "a box is ::: note (or tip, important, warning, caution), with ::: below it; others have no place",
    ),
    kind(
        r"^\[![A-Za-z][\w-]*\][+-]?[^\n]*",
        "a box is > [!NOTE] (or TIP, IMPORTANT, WARNING, CAUTION), alone on its line; others have no place",
    ),
    kind(r"^(?:!!!|\?\?\?\+?)[ \t]+[\w\"][^\n]*", "an admonition is !!! note, and below it indented text"),
    kind(
        r"\{::[^}\n]*\}|\{:[^}\n]*\}|\{(?:[#.][\w-]+|[\w-]+=[^}\n]*)\}",
        "an attribute list belongs right behind a heading, link, picture or code; take it out",
    ),
    kind(r"\{#.*?#\}", "a template's comment would be shown; take it out"),
    kind(r"\[\^[^\]\s]+\]", "a footnote without a text: write [^1]: The note."),
    kind(r"\[-?@[\w:.-]+[^\]\n]*\]", "a citation is not looked up: write it out, as a link or a footnote [^1]"),
    kind(
        r"(?<![\w.])@(?:fig|tbl|sec|eq|lst|thm|def)-[\w-]+",
        "a cross-reference is not looked up: write [what it is](#its-heading)",
    ),
    kind(
        r"\[\[\u2060?https?:[^\]\n]+\]\]"
        r"|\[(?:caption|gallery|youtube|vimeo|embed|sourcecode|video|audio|gist)"
        r"(?:[ :]?[ ]*\w*=|[ ]+\u2060?https?:)[^\]\n]*\]",
        "a shortcode is not looked up: write a link, [what it is](its address)",
        always=True,
    ),
    kind(
        r"(?:^|(?<=\s))!\[[^\[\]\n]{3,}\](?!\()|(?:^|(?<=\s))\[[^\[\]\n]{8,}\]\[\d+\]",
        f"a picture or link without its address: write ![what it shows](file) or [text](address); {AS_CODE}",
        always=True,
    ),
    kind(
        r"!?\[[^\[\]\n]{0,200}\]\]\(\S[^\n]{0,60}",
        "a link is [text](address), a picture ![text](file): one bracket is too many",
    ),
    kind(r"!?\[\[[^\]\n]+\]\]", "a wiki link is not looked up: write [text](/posts/its-name)"),
    kind(
        r"\[[^\[\]\n]*\]\([^)\n]*\)?",
        "no link: an address with blanks is written [text](<the address>); only http, https, mailto and tel are linked",
    ),
    kind(
        r"\]\((?:\u2060?https?:|\.{0,2}/)[^\s)]*\)?",
        "no link: its text is in [brackets] on the same line, and has no brackets or links in it",
    ),
    kind(r"(?<=\S)\]\[[^\[\]\n]*\]", "no link: there is no line [name]: address for it"),
    *MARKS,
)
