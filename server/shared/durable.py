"""Whole folders that outlive a power cut (files.py has the same for one file)."""

from __future__ import annotations

import os
from pathlib import Path

from shared.files import sync_folder


def sync_tree(folder: Path) -> None:
    """Have every file below a folder, and its name, on the disk: what is written next may rely on them.

    Raises ``OSError`` where the disk fails or is full.
    """
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            sync_folder(path)
        elif path.is_file() and not path.is_symlink():
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
    sync_folder(folder)
