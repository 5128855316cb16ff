"""Files of the server's own: written whole or not at all, also through a power cut."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def write_whole(path: str | Path, content: str | bytes, mode: int = 0o644, group: int = -1) -> None:
    """Replace a file's content.

    A reader sees the old content or the new one. The file is never readable by more than ``mode`` allows. ``group``:
    whose group the file gets; -1 (the default) is the process's own. Folders that are missing are created with mode
    0755. Raises ``OSError`` where the disk is full; the old content stays.
    """
    path = Path(path)
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".freehold-new")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            os.fchown(file.fileno(), -1, group)
            os.fchmod(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: str | Path) -> None:
    """Make renames and removals in a folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_text(path: str | Path) -> str | None:
    """Return a file's text, or ``None`` where there is no such file."""
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None


def read_json(path: str | Path) -> Any:  # noqa: ANN401 (what JSON is)
    """Return what a JSON file says, or ``None`` where there is none, or one that is no JSON."""
    try:
        return json.loads(read_text(path) or "")
    except (ValueError, RecursionError):
        return None
