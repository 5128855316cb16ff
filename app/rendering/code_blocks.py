"""Code blocks in colours, by their language."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from rendering import languages

FORMATTER = HtmlFormatter(nowrap=True)


def fence(info: str, source: str, refuse: Callable[[str], None]) -> str:
    """Return the HTML of a fenced code block, or "" after telling `refuse` what is wrong.

    Args:
        info: what follows the first line's backticks.
        source: the code.
        refuse: gets an unknown language, or a block of raw HTML or LaTeX.
    """
    raw = languages.raw_format(info)
    if raw:
        refuse(f"a block of raw {raw}: write it in Markdown, or show a picture, ![what it shows](figure.png)")
        return ""
    language = languages.language(info)
    source = languages.without_options(info, source)
    if not language:
        return plain(source)
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        refuse(f'unknown language "{language}" of a code block; write ```text, or a name of pygments.org/languages')
        return ""
    name = escape(language)
    code = highlight(source, lexer, FORMATTER)
    return f'<pre class="code" tabindex="0" data-language="{name}"><code>{code}</code></pre>\n'


def plain(source: str) -> str:
    """Return the HTML of code without colours."""
    return f'<pre class="code" tabindex="0"><code>{escape(source)}</code></pre>\n'
