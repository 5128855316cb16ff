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
    """Every package with its files; to be read before the lists of files are removed. `urls` by package name."""
    records = [json.loads(file.read_text(encoding="utf-8")) for file in sorted((prefix / "conda-meta").glob("*.json"))]
    return [
        Installed(
            record["name"], record["version"], record["build"], urls[record["name"]], tuple(record.get("files", ()))
        )
        for record in records
    ]


def bytecode_of(path: str) -> str:
    """The folder and stem under which Python keeps a file's bytecode. Pure."""
    file = PurePosixPath(path)
    return f"{file.parent}/__pycache__/{file.stem}."


def sizes(prefix: Path, packages: Iterable[Installed]) -> list[tuple[int, Installed]]:
    """Bytes that each package still has in the prefix, bytecode included; the largest first."""
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
    """PREFIX/packages.tsv: bytes, name, version, build and where it came from."""
    lines = [f"{size}\t{each.name}\t{each.version}\t{each.build}\t{each.url}" for size, each in found]
    (prefix / TABLE).write_text("\n".join(["bytes\tname\tversion\tbuild\turl", *lines, ""]), encoding="utf-8")


def report(prefix: Path, found: list[tuple[int, Installed]], removed: Mapping[str, int]) -> list[str]:
    """Lines for a person."""
    gone = ", ".join(
        f"{why} {megabytes(size)}" for why, size in sorted(removed.items(), key=lambda pair: -pair[1]) if size
    )
    largest = ", ".join(f"{package.name} {megabytes(size)}" for size, package in found[:LARGEST])
    return [
        f"conda environment: {len(found)} packages, {megabytes(size_of(prefix))}; largest: {largest} (all: {prefix}/{TABLE})",
        f"removed: {gone or 'nothing'}",
    ]


def megabytes(size: int) -> str:
    """Pure."""
    return f"{size / 1e6:.1f} MB"
