"""Settings of a generator, read as data: YAML, TOML, and literals of a Python file that is not run."""

from __future__ import annotations

import ast
import tomllib
from typing import Any

from importing.front import Front, lowered, read_yaml
from importing.report import Notes
from importing.source import Folder
from rendering.errors import UserError


def read_settings(folder: Folder, names: tuple[str, ...], notes: Notes) -> Front:
    """Read the files `names` that are there, the later above the earlier. Keys are in small letters."""
    found: Front = {}
    for name in names:
        if name in folder.files:
            text = folder.text(name)
            try:
                found |= tomllib.loads(text) if name.endswith(".toml") else read_yaml(text, notes)
            except tomllib.TOMLDecodeError as error:
                notes.left(0, f"{name} is not TOML ({error}); its settings are not used")
    return lowered(found)


def constants(folder: Folder, name: str, notes: Notes) -> dict[str, Any]:
    """Read `NAME = literal` lines of a Python file without running it."""
    if name not in folder.files:
        return {}
    try:
        tree = ast.parse(folder.text(name))
    except (SyntaxError, ValueError, RecursionError, UserError):
        notes.left(0, f"{name} cannot be read as Python; its settings are not used")
        return {}
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except (ValueError, TypeError, MemoryError, RecursionError):
                continue
    return found


def mentions(folder: Folder, name: str, word: str) -> bool:
    """Tell whether a file has a word."""
    try:
        return word in folder.text(name)
    except (UserError, OSError):
        return False
