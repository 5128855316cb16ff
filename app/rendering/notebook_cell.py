"""Options at the beginning of a code cell, and its outputs in the pieces that a page shows."""

from __future__ import annotations

import re

from rendering.notebook_file import Cell

OPTION = re.compile(r"#\|\s*([\w-]+)\s*:\s*(.*)")
"""Quarto's options, at the beginning of a cell."""


def cell_options(source: str) -> tuple[dict[str, str], str]:
    """Divide a cell's source into Quarto's options at its beginning and the code."""
    options: dict[str, str] = {}
    lines = source.split("\n")
    while lines and lines[0].startswith("#|"):
        found = OPTION.fullmatch(lines.pop(0).strip())
        if found:
            options[found[1]] = found[2].strip().strip("\"'")
    return options, "\n".join(lines)


def shows_output(options: dict[str, str]) -> bool:
    """Whether a cell with these options shows its outputs."""
    return "false" not in (options.get("output"), options.get("include"))


def merged_outputs(cell: Cell) -> list[dict[str, object]]:
    """Join texts that were printed one after the other."""
    merged: list[dict[str, object]] = []
    for value in cell.outputs:
        if value.get("output_type") == "stream":
            lines = value.get("text")
            text = "".join(map(str, lines)) if isinstance(lines, list) else str(lines or "")
            if merged and merged[-1].get("output_type") == "stream":
                merged[-1] = {"output_type": "stream", "text": f"{merged[-1]['text']}{text}"}
            else:
                merged.append({"output_type": "stream", "text": text})
        else:
            merged.append(value)
    return merged
