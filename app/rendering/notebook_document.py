"""A notebook as Markdown, and the way back from a line of it to its cell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from rendering.errors import Problem, user_error
from rendering.markdown import Rendered


@dataclass
class Document:
    """A notebook as Markdown: `body` has a mark in the place of each piece of HTML in `pieces`."""

    shown: str
    head: str = ""
    head_cell: int = 0
    lines: list[str] = field(default_factory=list)
    starts: list[tuple[int, int]] = field(default_factory=list)
    pieces: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> str:
        """The Markdown, whose first line is line 1."""
        return "\n".join(self.lines)

    def add(self, cell: int, text: str) -> None:
        """Add Markdown of a cell."""
        self.starts.append((len(self.lines) + 1, cell))
        self.lines += [*text.split("\n"), ""]

    def place(self, problem: Problem) -> Problem:
        """Return a problem of a line of `body` as one of a cell and its line."""
        if not problem.line:
            return problem
        start, cell = max(((s, c) for s, c in self.starts if s <= problem.line), default=(1, 1))
        return replace(problem, file=f"{self.shown} cell {cell}", line=problem.line - start + 1)

    def finish(self, rendered: Rendered) -> Rendered:
        """Put the pieces of HTML in their places.

        Raises:
            UserError: a cell before a mark begins something (code, a formula) and does not end it.
        """
        html, text, excerpt = rendered.html, rendered.text, rendered.excerpt
        for mark, piece in self.pieces.items():
            found = f"<p>{mark}</p>"
            if found not in html:
                cell = mark.rpartition("x")[2]
                problem = "is within code or a formula that an earlier cell begins and does not end"
                raise user_error(f"{self.shown} cell {cell}", None, problem)
            html = html.replace(found, piece)
            text, excerpt = text.replace(mark, ""), excerpt.replace(mark, "")
        return replace(rendered, html=html, text=" ".join(text.split()), excerpt=" ".join(excerpt.split()))
