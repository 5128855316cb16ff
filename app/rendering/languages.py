"""The line that opens a fence of code, as several generators write it."""

from __future__ import annotations

import re

PLAIN = {
    *(
        "text",
        "txt",
        "plain",
        "plaintext",
        "none",
        "no-highlight",
        "nohighlight",
        "raw",
        "output",
        "out",
        "log",
        "logs",
    ),
    *("mermaid", "csv", "tsv", "dotenv", "env", "gitignore", "ascii", "math", "conf", "config"),
}
"""Shown as they are. A mermaid diagram is its text: pages have no scripts."""

ALIASES = {
    "jsonc": "json",
    "json5": "json",
    "ojs": "javascript",
    "node": "javascript",
    "mjs": "javascript",
    "cjs": "javascript",
    "mdx": "markdown",
    "vue": "html",
    "svelte": "html",
    "astro": "html",
    "shell-session": "console",
    "terminal": "console",
    "cmd": "batch",
    "python-repl": "pycon",
    "ipython": "ipython3",
    "dockerfile": "docker",
    "asm": "nasm",
    "proto": "protobuf",
    "tsx": "tsx",
    "hcl": "terraform",
    "stan": "stan",
    "bibtex": "bib",
    "objectivec": "objective-c",
    "golang": "go",
    "viml": "vim",
    "unix": "bash",
    "systemd": "ini",
    "caddy": "nginx",
    "nasl": "text",
}
RAW = re.compile(r"\{\s*=\s*(\w+)\s*\}")
NAME = re.compile(r"\{*\s*(?:\.\s*)?([A-Za-z][\w+#.-]*|c\+\+)")
OPTIONS = re.compile(r"(?:[ \t]*(?:#|//|--|%%)\|[^\n]*\n)+")


def language(info: str) -> str:
    """Return the language that the line names: python of `{.python .numberLines}`, `{python}` and `python{1,3}`.

    "" where it names none, or one that is shown without colours.
    """
    found = NAME.match(info.strip())
    if not found:
        return ""
    name = found[1].rstrip(".-").lower()
    return "" if name in PLAIN else ALIASES.get(name, name)


def raw_format(info: str) -> str | None:
    """Return "html" of Quarto's `{=html}`, which no code is; None for all others."""
    found = RAW.match(info.strip())
    return found[1] if found else None


def without_options(info: str, source: str) -> str:
    """Return the code of a Quarto cell (`{python}`) without the options that it begins with, `#| echo: false`."""
    options = OPTIONS.match(source) if info.strip().startswith("{") else None
    return source[options.end() :] if options else source
