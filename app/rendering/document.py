"""From tokens of Markdown to HTML: what is more than a tag, and is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from markdown_it.token import Token

from rendering import code_blocks, destinations, figures
from rendering.assets import Asset
from rendering.errors import Problems
from rendering.formulas import FormulaError, Formulas


@dataclass(frozen=True)
class Link:
    """Where a page leads to, and the line that says so."""

    line: int
    target: str


@dataclass
class Document:
    """What the tokens of one text share: its files, problems, links, formulas, and the line that is read."""

    file: str
    assets: Mapping[str, Asset]
    problems: Problems
    line: int = 1
    links: list[Link] = field(default_factory=list)
    image: Asset | None = None
    formulas: Formulas = field(default_factory=Formulas)

    def refuse(self, text: str) -> None:
        """Add a problem at the line that is read."""
        self.problems.add(self.file, self.line, text)

    def block(self, token: Token) -> None:
        """Make the HTML of a formula, of code or of a table's cells."""
        if token.type == "math_block" or (token.type == "fence" and token.info.strip() == "math"):
            token.content = self._displayed(token.content, "div")
            token.type = "html_block"
        elif token.type == "fence":
            token.content = code_blocks.fence(token.info, token.content, self.refuse)
            token.type = "html_block"
        elif token.type == "code_block":
            token.content = code_blocks.plain(token.content)
            token.type = "html_block"
        elif token.type == "table_open":
            token.attrSet("tabindex", "0")
        elif token.type in ("th_open", "td_open") and "style" in token.attrs:
            # The page's policy forbids style attributes.
            token.attrs["class"] = str(token.attrs.pop("style")).removeprefix("text-align:")

    def inline(self, token: Token) -> None:
        """Make the HTML of formulas, pictures and links within text, and count lines."""
        self.line += token.meta.get("lines", 0)
        if token.type in ("softbreak", "hardbreak"):
            self.line += 1
        elif token.type in ("math_inline", "math_display"):
            shown = self._formula if token.type == "math_inline" else self._displayed
            token.content = shown(token.content, "inline" if token.type == "math_inline" else "span")
            token.type = "html_inline"
        elif token.type == "image":
            problem = figures.place(token, self.assets)
            if problem:
                self.refuse(problem)
            self.image = self.image or figures.shareable(token, self.assets)
        elif token.type == "link_open":
            self._link(token)

    def _link(self, token: Token) -> None:
        target = str(token.attrGet("href"))
        file = figures.beside(target, self.assets)
        problem = None if file else destinations.problem(target)
        if problem:
            self.refuse(problem)
        elif file:
            token.attrSet("href", file.address)
        elif destinations.within(target):
            self.links.append(Link(self.line, target))

    def _displayed(self, source: str, tag: str) -> str:
        shown = self._formula(source, "block")
        return f'<{tag} class="formula" tabindex="0">{shown}</{tag}>\n' if shown else ""

    def _formula(self, source: str, display: str) -> str:
        try:
            return self.formulas.to_mathml(source, display, self.line)
        except FormulaError as error:
            self.refuse(f"the formula is not LaTeX ({error}): {' '.join(source.split())[:80]}")
            return ""
