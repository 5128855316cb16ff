"""One conda package in the older of its two formats, which needs nothing but Python to write."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

PLACEHOLDER = "/freehold_placeholder" + "_" * 200
"""What stands in a package for the prefix that nobody knows yet."""


def add_package(
    channel: Path,
    subdir: str,
    name: str,
    version: str,
    depends: Sequence[str] = (),
    files: Mapping[str, object] = {},
    *,
    noarch: str | None = None,
    info: Mapping[str, object] = {},
    build: str = "0",
    level: int = 9,
) -> Path:
    """Writes one .tar.bz2 package. A file is text, bytes, a Path to copy, or a symlink: ("->", target)."""
    index = {
        "name": name,
        "version": version,
        "build": build,
        "build_number": 0,
        "depends": list(depends),
        "subdir": subdir,
    }
    if noarch:
        index["noarch"] = noarch
    contents = {path: _content(what) for path, what in files.items()}
    about = {
        "info/index.json": index,
        "info/paths.json": {"paths": [_entry(path, what) for path, what in contents.items()], "paths_version": 1},
        **info,
    }
    target = channel / subdir / f"{name}-{version}-{build}.tar.bz2"
    target.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(target, "w:bz2", compresslevel=level) as tar:
        for path, what in {**{path: json.dumps(text).encode() for path, text in about.items()}, **contents}.items():
            member = tarfile.TarInfo(path)
            if isinstance(what, tuple):
                member.type, member.linkname = tarfile.SYMTYPE, what[1]
                tar.addfile(member)
                continue
            member.size = len(what)
            member.mode = 0o755 if path.startswith("bin/") else 0o644
            tar.addfile(member, io.BytesIO(what))
    return target


def _content(what: object) -> bytes | tuple[str, str]:
    match what:
        case Path():
            return what.read_bytes()
        case str():
            return what.encode()
        case bytes():
            return what
        case (str(arrow), str(target)):
            return arrow, target
    raise TypeError(f"a file is text, bytes, a Path or a symlink, given: {what!r}")


def _entry(path: str, what: bytes | tuple[str, str]) -> dict[str, object]:
    if isinstance(what, tuple):
        return {"_path": path, "path_type": "softlink"}
    entry: dict[str, object] = {
        "_path": path,
        "path_type": "hardlink",
        "sha256": hashlib.sha256(what).hexdigest(),
        "size_in_bytes": len(what),
    }
    if PLACEHOLDER.encode() in what:
        entry |= {"prefix_placeholder": PLACEHOLDER, "file_mode": "binary" if b"\0" in what else "text"}
    return entry
