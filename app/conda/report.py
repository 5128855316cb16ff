"""What the environment is made of: a table in the image, and a few lines in the build's output."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from trim import size_of

TABLE = "packages.tsv"
LARGEST = 5


@dataclass(frozen=True)
class Installed:
    """A package as conda-meta tells of it."""

    name: str
    version: str
    build: str
    url: str
    files: tuple[str, ...]


def installed(prefix: Path, urls: Mapping[str, str]) -> list[Installed]:
    """Return every package with its files. Must run before the lists of files are removed.

    Args:
        prefix: the environment's folder.
        urls: where each package came from, by its name.
    """
    records = [json.loads(file.read_text(encoding="utf-8")) for file in sorted((prefix / "conda-meta").glob("*.json"))]
    return [
        Installed(
            record["name"], record["version"], record["build"], urls[record["name"]], tuple(record.get("files", ()))
        )
        for record in records
    ]


def bytecode_of(path: str) -> str:
    """Return the folder and stem under which Python stores a file's bytecode. Pure."""
    file = PurePosixPath(path)
    return f"{file.parent}/__pycache__/{file.stem}."


def sizes(prefix: Path, packages: Iterable[Installed]) -> list[tuple[int, Installed]]:
    """Return the bytes that each package still has in the prefix, bytecode included; the largest first."""
    left = {str(path.relative_to(prefix)): path.lstat().st_size for path in prefix.rglob("*") if not path.is_dir()}
    bytecode: dict[str, int] = {}
    for path, size in left.items():
        if path.endswith(".pyc"):
            source = f"{path.split('.cpython-')[0]}."
            bytecode[source] = bytecode.get(source, 0) + size
    found = []
    for package in packages:
        own = (
            left.get(file, 0) + bytecode.get(bytecode_of(file), 0)
            for file in package.files
            if not file.endswith(".pyc")
        )
        found.append((sum(own), package))
    return sorted(found, key=lambda pair: (-pair[0], pair[1].name))


def write_table(prefix: Path, found: Iterable[tuple[int, Installed]]) -> None:
    """Write PREFIX/packages.tsv: bytes, name, version, build and URL of each package."""
    lines = [f"{size}\t{each.name}\t{each.version}\t{each.build}\t{each.url}" for size, each in found]
    (prefix / TABLE).write_text("\n".join(["bytes\tname\tversion\tbuild\turl", *lines, ""]), encoding="utf-8")


def report(prefix: Path, found: list[tuple[int, Installed]], removed: Mapping[str, int]) -> list[str]:
    """Return the lines of the build's output: number and size of the packages, and the bytes removed, by reason."""
    gone = ", ".join(
        f"{why} {megabytes(size)}" for why, size in sorted(removed.items(), key=lambda pair: -pair[1]) if size
    )
    largest = ", ".join(f"{package.name} {megabytes(size)}" for size, package in found[:LARGEST])
    count = f"{len(found)} packages"
    return [
        f"conda environment: {count}, {megabytes(size_of(prefix))}; largest: {largest} (all: {prefix}/{TABLE})",
        f"removed: {gone or 'nothing'}",
    ]


def megabytes(size: int) -> str:
    """Return a size in bytes as text in megabytes (10^6) with one decimal. Pure."""
    return f"{size / 1e6:.1f} MB"
