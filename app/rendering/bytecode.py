"""Compiled sources between renderings: on 1/8 OCPU compiling them takes longer than a small blog's posts.

The sources are mounted where nothing can be written, and a checkout's times say nothing; so Python's own way does not
work. The compiled ones are in a folder of the cache that is named by the sources' content.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Callable
from importlib.machinery import FileFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

PACKAGES = ("content", "rendering")


def sources_id(root: Path) -> str:
    """Return 16 hex digits of what renders: the sources below `root` (app/), and the Python that runs them.

    It takes 5 ms. What is installed beside them is the image's, and each image has a Python of its own path or version.
    """
    found = hashlib.sha256(f"{sys.version}{_installed()}".encode())
    for file in sorted(file for package in PACKAGES for file in (root / package).rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            body = file.read_bytes()
            found.update(f"{file.relative_to(root)}\0{len(body)}\0".encode() + body)
    return found.hexdigest()[:16]


def _installed() -> list[str]:
    """Return the packages and their versions, as their folders are named."""
    return sorted(file.name for place in sys.path for file in Path(place).glob("*.dist-info"))


def keep_bytecode(root: Path, cache: Path, identity: str) -> None:
    """Compile once whatever is imported of PACKAGES from now on. `identity`: their sources_id."""
    folder = cache / f"bytecode-{identity}"
    if not folder.is_dir():
        for old in cache.glob("bytecode-*"):
            shutil.rmtree(old, ignore_errors=True)
        folder.mkdir(parents=True)
    sys.path_hooks.insert(0, _hook(root, str(folder)))
    sys.path_importer_cache.clear()


def _hook(root: Path, folder: str) -> Callable[[str], FileFinder]:
    class Kept(SourceFileLoader):
        """Finds compiled sources in `folder`, whatever the time of the source: the folder's name has its content."""

        def path_stats(self, path: str) -> dict[str, Any]:
            return {**super().path_stats(path), "mtime": 0}

        def get_code(self, fullname: str) -> CodeType | None:
            before = sys.pycache_prefix, sys.dont_write_bytecode
            sys.pycache_prefix, sys.dont_write_bytecode = folder, False
            try:
                return super().get_code(fullname)
            finally:
                sys.pycache_prefix, sys.dont_write_bytecode = before

    def hook(path: str) -> FileFinder:
        if Path(path).parts[: len(root.parts)] != root.parts:
            raise ImportError(path)
        return FileFinder(path, (Kept, [".py"]))

    return hook
