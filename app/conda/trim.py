"""What a running environment has no use for: static libraries, headers, tests, documentation and build files."""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

FOLDERS = {
    "include": "headers",
    "doc": "documentation",
    "man": "documentation",
    "info": "documentation",
    "share/doc": "documentation",
    "share/man": "documentation",
    "share/info": "documentation",
    "share/gtk-doc": "documentation",
    "ssl/man": "documentation",
    "share/aclocal": "build files",
    "share/cmake": "build files",
    "share/pkgconfig": "build files",
    "lib/pkgconfig": "build files",
    "lib/cmake": "build files",
    "etc/conda": "activation scripts",
    "pkgs": "package cache",
}
"""At the top of the prefix, by its path."""

ENDINGS = {".a": "static libraries", ".la": "static libraries"}
TEST_NAMES = ("test", "tests")
PYTHON = re.compile(r"lib/python3\.\d+t?$")
SKIPPED_FIELDS = ("files", "paths_data", "link", "url", "extracted_package_dir", "package_tarball_full_path")
"""Of conda-meta/*.json: what lists each file, which is most of it and no longer true, and where the build
had the package."""


def reason(path: PurePosixPath) -> str | None:
    """Return why a file of the prefix can go, whatever else is there; None: it stays. Pure."""
    for folder, why in FOLDERS.items():
        if path.is_relative_to(folder):
            return why
    return ENDINGS.get(path.suffix)


def is_test_folder(path: PurePosixPath) -> bool:
    """Return whether a folder of the prefix is, by its name, one of tests of Python code. Pure."""
    below = any(PYTHON.match(str(parent)) for parent in path.parents)
    return below and path.name in TEST_NAMES and not any(parent.name in TEST_NAMES for parent in path.parents)


def imports(source: str) -> set[str]:
    """Return the last names of everything that a Python text imports, and the names on the way to them. Pure.

    Raises:
        SyntaxError: `source` is not for this Python.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(part for alias in node.names for part in alias.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            found.update((node.module or "").split("."))
            found.update(alias.name for alias in node.names)
    return found


def imported_outside(package: Path) -> set[str]:
    """Return which of `test` and `tests` a package imports outside of such folders: astropy, say, needs its own."""
    found: set[str] = set()
    for file in package.rglob("*.py"):
        text = file.read_bytes()
        if b"test" not in text or any(parent in TEST_NAMES for parent in file.relative_to(package).parts[:-1]):
            continue
        try:
            found |= imports(text.decode("utf-8")) & set(TEST_NAMES)
        except (SyntaxError, ValueError):
            # Not for this Python: nothing is known, so everything stays.
            return set(TEST_NAMES)
    return found


def test_folders(prefix: Path) -> Iterable[Path]:
    """Find folders of tests that nothing outside of them imports."""
    for library in prefix.glob("lib/python3.*"):
        yield from (folder for folder in [library / "test"] if folder.is_dir())
        packages = [path for path in library.glob("site-packages/*") if path.is_dir() and not path.is_symlink()]
        inner = [path for path in library.iterdir() if path.is_dir() and path.name not in ("site-packages", "test")]
        for package in [*packages, *inner]:
            needed: set[str] | None = None
            for folder in [package, *package.rglob("*")]:
                if not folder.is_dir() or not is_test_folder(PurePosixPath(folder.relative_to(prefix).as_posix())):
                    continue
                needed = imported_outside(package) if needed is None else needed
                if folder.name not in needed:
                    yield folder


def trim(prefix: Path) -> dict[str, int]:
    """Remove what is not needed at run time. Returns the bytes removed, by reason."""
    removed: dict[str, int] = defaultdict(int)
    for folder in list(test_folders(prefix)):
        removed["tests"] += size_of(folder)
        shutil.rmtree(folder)
    for path in sorted(prefix.rglob("*"), reverse=True):
        why = reason(PurePosixPath(path.relative_to(prefix).as_posix()))
        if why is None:
            continue
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            removed[why] += path.lstat().st_size
            path.unlink()
    removed["lists of files"] += shorten_records(prefix)
    return dict(removed)


def shorten_records(prefix: Path) -> int:
    """Remove from conda-meta all but which packages there are. Returns the bytes saved."""
    before = size_of(prefix / "conda-meta")
    for file in (prefix / "conda-meta").glob("*.json"):
        record = json.loads(file.read_text(encoding="utf-8"))
        file.unlink()
        file.write_text(json.dumps({key: record[key] for key in record if key not in SKIPPED_FIELDS}), encoding="utf-8")
    return before - size_of(prefix / "conda-meta")


def size_of(folder: Path) -> int:
    """Return the bytes of all files below a folder; of a symbolic link its own."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_symlink() or path.is_file())
