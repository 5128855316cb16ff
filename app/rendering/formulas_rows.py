r"""What Temml does not take as authors mean it, rewritten: rows without an environment, `\\[4pt]`, `eqnarray`."""

from __future__ import annotations

import re

PART = re.compile(
    r"\\begin\s*\{[^}]*\}|\\end\s*\{[^}]*\}|\\left(?![A-Za-z])|\\right(?![A-Za-z])|\\\\|\\.|[{}&]|%[^\n]*", re.DOTALL
)
GAP = re.compile(r"(\\\\|\\cr)\s*\[\s*(-?(?:\d+\.?\d*|\.\d+))\s*(pt|em|ex|mm|cm|in|mu|pc)\s*\]")
EM = {"pt": 0.1, "em": 1.0, "ex": 0.45, "mm": 0.2845, "cm": 2.845, "in": 7.227, "mu": 1 / 18, "pc": 1.2}
"""In em, with TeX's font of 10 pt."""

STRUT = 0.36
"""The depth of a line in em, as TeX's \\strut (0.3 of 12 pt, in a font of 10 pt)."""

REQUIRE = re.compile(r"\\require\s*\{[a-z]+\}")
STAR, UNDERSCORE = re.compile(r"(?<!\\)\\\*"), re.compile(r"(?<!\\)\\_(?=\{)")
"""Escaped for Markdown, where it looks into formulas; LaTeX has no use for them."""

HASH = re.compile(r"(?<!\\)#(?![0-9A-Fa-f]{3,8}\})")
CHEMISTRY = re.compile(r"\\(?:ce|pu)(?![A-Za-z])")
r"""In \ce{CH#CH} a # is a bond."""

BETWEEN = re.compile(r"(\\begin\s*\{array\}\s*\{[^{}]*)@\{[^{}]*\}")
EQNARRAY = re.compile(r"\\(begin|end)\s*\{eqnarray(\*?)\}")


def rewrite(source: str) -> str:
    r"""Rewrite a formula for Temml.

    `\\[4pt]` becomes what it is in TeX, an invisible strut below the row; Temml leaves the distance out. `eqnarray`
    becomes an array of its three columns. Rows outside of any environment are put into `gathered`, or into `aligned`
    if they have a `&`, as authors of MathJax write them; a `#` in a text stays one. `\require{…}`, with which MathJax
    loads what is here anyway, and `@{}` between columns are left out.
    """
    source = STAR.sub("*", UNDERSCORE.sub("_", source))
    source = _columns(REQUIRE.sub("", source))
    source = source if CHEMISTRY.search(source) else HASH.sub(r"\\#", source)
    source = EQNARRAY.sub(_eqnarray, GAP.sub(_strut, source))
    rows, columns = _outside(source)
    if rows:
        environment = "aligned" if columns else "gathered"
        return f"\\begin{{{environment}}}{source}\\end{{{environment}}}"
    return source


def _columns(source: str) -> str:
    while BETWEEN.search(source):
        source = BETWEEN.sub(r"\1", source)
    return source


def _strut(gap: re.Match[str]) -> str:
    depth = STRUT + float(gap[2]) * EM[gap[3]]
    return f"\\rule[-{depth:.3f}em]{{0pt}}{{{depth:.3f}em}}{gap[1]}" if float(gap[2]) > 0 else gap[1]


def _eqnarray(edge: re.Match[str]) -> str:
    return "\\begin{darray}{rcl}" if edge[1] == "begin" else "\\end{darray}"


def _outside(source: str) -> tuple[bool, bool]:
    """Tell whether there are rows, and columns, outside of braces and environments."""
    depth, rows, columns = 0, False, False
    for part in PART.findall(source):
        if part == "{" or part.startswith(("\\begin", "\\left")):
            depth += 1
        elif part == "}" or part.startswith(("\\end", "\\right")):
            depth -= 1
        elif depth == 0:
            rows = rows or part == "\\\\"
            columns = columns or part == "&"
    return rows, columns
