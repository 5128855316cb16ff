"""A notebook as a post: its cells become Markdown, which markdown.py renders like any other.

Outputs become figures, tables and text. What is wrong has the cell's number.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import yaml
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from rendering.errors import Problems, UserError, user_error
from rendering.front_matter import KNOWN, split
from rendering.notebook_cell import cell_options, merged_outputs, shows_output
from rendering.notebook_document import Document
from rendering.notebook_file import Cell, Notebook, read_notebook
from rendering.notebook_outputs import IMAGES, OutputError, decoded, output

LANGUAGES = {"ir": "r", "ipython": "python", "python3": "python"}


def convert(
    shown: str, raw: bytes, stem: str, take: Callable[[str, bytes], str | None], problems: Problems
) -> Document:
    """Convert a notebook.

    Args:
        shown: how messages name the file.
        raw: the file.
        stem: what the names of its pictures begin with.
        take: takes a file beside the post by name; returns what is wrong with it, or None.
        problems: gets what is wrong with a cell.

    Raises:
        UserError: the file is no notebook, or has no front matter.
    """
    notebook = read_notebook(shown, raw)
    document = Document(shown)
    cells = _front_matter(document, notebook)
    writer = _Writer(document, notebook, stem, take, problems, hashlib.sha256(raw).hexdigest()[:16])
    for cell in cells:
        if "remove-cell" not in cell.tags and cell.kind != "raw":
            try:
                writer.write(cell)
            except OutputError as error:
                problems.add(f"{shown} cell {cell.number}", 0, str(error))
    return document


def _front_matter(document: Document, notebook: Notebook) -> list[Cell]:
    """Take the front matter from the first cell, or from the notebook's metadata."""
    first = notebook.cells[0]
    if first.kind != "code" and first.source.startswith("---"):
        try:
            document.head, rest, _ = split(document.shown, first.source)
        except UserError as error:
            raise UserError(*(replace(p, file=f"{document.shown} cell 1") for p in error.problems)) from None
        document.head_cell = 1
        return [replace(first, source=rest), *notebook.cells[1:]]
    values = {key: notebook.metadata[key] for key in KNOWN if key in notebook.metadata}
    if not values:
        needed = 'a raw cell with "---", title, date and summary, and "---"'
        raise user_error(f"{document.shown} cell 1", None, f"must be {needed}")
    document.head = yaml.safe_dump(values, allow_unicode=True, sort_keys=False)
    return list(notebook.cells)


@dataclass
class _Writer:
    document: Document
    notebook: Notebook
    stem: str
    take: Callable[[str, bytes], str | None]
    problems: Problems
    secret: str

    def write(self, cell: Cell) -> None:
        if cell.kind == "markdown":
            self.document.add(cell.number, self._attached(cell))
            self._piece(cell, "")
            return
        options, source = cell_options(cell.source)
        hidden = options.get("echo") == "false" or options.get("include") == "false"
        if source.strip() and "remove-input" not in cell.tags and not hidden:
            self._folded(cell, "input", "Code", lambda: self.document.add(cell.number, self._code(source)))
        if cell.outputs and not {"remove-output", "remove-outputs"} & cell.tags and shows_output(options):
            self._folded(cell, "output", "Output", lambda: self._outputs(cell, options))

    def _folded(self, cell: Cell, part: str, title: str, write: Callable[[], None]) -> None:
        """Write a part of a cell; behind a title to open it by, where the cell is tagged so (Jupyter Book's names)."""
        fold = bool({f"hide-{part}", f"hide-{part}s", "hide-cell"} & cell.tags)
        if fold:
            self._piece(cell, f'<details class="cell"><summary>{title}</summary>')
        write()
        if fold:
            self._piece(cell, "</details>")

    def _piece(self, cell: Cell, html: str) -> None:
        mark = f"cell{self.secret}n{len(self.document.pieces)}x{cell.number}"
        self.document.pieces[mark] = html
        self.document.add(cell.number, f"\n{mark}")

    def _code(self, source: str) -> str:
        language = LANGUAGES.get(self.notebook.language, self.notebook.language)
        try:
            get_lexer_by_name(language)
        except ClassNotFound:
            language = ""
        longest = max((len(run) for run in re.findall(r"`+", source)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"{fence}{language}\n{source.rstrip()}\n{fence}"

    def _outputs(self, cell: Cell, options: dict[str, str]) -> None:
        fails = "raises-exception" in cell.tags
        alt = options.get("fig-alt") or options.get("fig-cap") or f"Output of cell {cell.number}"
        for index, value in enumerate(merged_outputs(cell), start=1):

            def save(suffix: str, body: bytes, index: int = index) -> str:
                return self._save(cell, f"{self.stem}-cell-{cell.number}-{index}{suffix}", body)

            shown = output(value, fails, alt, options.get("fig-cap", ""), save)
            if shown and shown.html:
                self._piece(cell, shown.text)
            elif shown:
                self.document.add(cell.number, shown.text)
                self._piece(cell, "")

    def _attached(self, cell: Cell) -> str:
        source = cell.source
        for number, (name, forms) in enumerate(cell.attachments.items(), start=1):
            mime = next((mime for mime in IMAGES if forms.get(mime)), None)
            if mime and f"attachment:{name}" in source:
                file = f"{self.stem}-cell-{cell.number}-attached-{number}{IMAGES[mime]}"
                self._save(cell, file, decoded(mime, str(forms[mime])))
                source = source.replace(f"attachment:{name}", file)
        return source

    def _save(self, cell: Cell, name: str, body: bytes) -> str:
        problem = self.take(name, body)
        if problem:
            self.problems.add(f"{self.document.shown} cell {cell.number}", 0, f"its picture {problem}")
        return name
