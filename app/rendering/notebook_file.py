"""A Jupyter notebook as a file: read, checked, and made of plain values. Nothing of it is run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from rendering.errors import user_error

MAX_BYTES = 8_000_000
"""The largest of 90 notebooks of public blogs had 3.2 MB; pictures in it are base64."""

UPGRADE = "open it in Jupyter and save it, or run: jupyter nbconvert --to notebook --nbformat 4 NAME.ipynb"


@dataclass(frozen=True)
class Cell:
    """One cell; `number` counts from 1, as messages name it."""

    number: int
    kind: str
    source: str
    tags: frozenset[str]
    outputs: tuple[dict[str, Any], ...]
    attachments: dict[str, dict[str, Any]]
    ran: bool


@dataclass(frozen=True)
class Notebook:
    """`language` is that of its code, in small letters."""

    cells: tuple[Cell, ...]
    language: str
    metadata: dict[str, Any]


def read_notebook(shown: str, raw: bytes) -> Notebook:
    """Read a notebook of format 4.

    Raises:
        UserError: it is too large, no JSON, of another format or has no cells; or a cell has no valid form.
    """
    if len(raw) > MAX_BYTES:
        advice = "Clear large outputs, or save large pictures as files"
        raise user_error(shown, None, f"is {len(raw):,} bytes; a notebook may have {MAX_BYTES:,}. {advice}")
    try:
        root = json.loads(raw.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise user_error(shown, error.lineno, f"is cut off or no notebook ({error.msg}); save it again") from None
    except (UnicodeDecodeError, RecursionError):
        raise user_error(shown, None, "is no notebook; save it again in Jupyter") from None
    if not isinstance(root, dict) or not isinstance(root.get("nbformat"), int):
        raise user_error(shown, None, "is no notebook: it has no nbformat; save it again in Jupyter")
    if root["nbformat"] != 4:
        raise user_error(shown, None, f"is a notebook of format {root['nbformat']}, needed is 4; {UPGRADE}")
    cells = root.get("cells")
    if not isinstance(cells, list) or not cells:
        raise user_error(shown, None, "has no cells; write something, and save it")
    metadata = _mapping(root.get("metadata"))
    read = tuple(_cell(shown, number, cell) for number, cell in enumerate(cells, start=1))
    if any(cell.source.strip() for cell in read if cell.kind == "code") and not any(c.ran for c in read):
        raise user_error(shown, None, "has code that was never run, so it has no outputs; run all cells and save it")
    return Notebook(read, _language(metadata), metadata)


def text_of(value: object) -> str:
    """Return a multi-line text, which notebooks store as one text or as a list of lines."""
    if isinstance(value, list):
        return "".join(str(line) for line in value)
    return value if isinstance(value, str) else ""


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _language(metadata: dict[str, Any]) -> str:
    info, kernel = _mapping(metadata.get("language_info")), _mapping(metadata.get("kernelspec"))
    return str(info.get("name") or kernel.get("language") or "python").lower()


def _cell(shown: str, number: int, value: object) -> Cell:
    cell = _mapping(value)
    kind = cell.get("cell_type")
    source = cell.get("source")
    outputs = cell.get("outputs") or []
    if kind not in ("code", "markdown", "raw") or not isinstance(source, str | list) or not isinstance(outputs, list):
        raise user_error(f"{shown} cell {number}", None, "is no cell of a notebook; save it again in Jupyter")
    tags = _mapping(cell.get("metadata")).get("tags")
    return Cell(
        number=number,
        kind=str(kind),
        source=text_of(source),
        tags=frozenset(str(tag).replace("_", "-") for tag in tags) if isinstance(tags, list) else frozenset(),
        outputs=tuple(_mapping(output) for output in outputs),
        attachments={str(k): _mapping(v) for k, v in _mapping(cell.get("attachments")).items()},
        ran=bool(outputs) or cell.get("execution_count") is not None,
    )
