"""A backup as a tar: plain files with short names only, each with the size and hash that the manifest has."""

from __future__ import annotations

import hashlib
import shutil
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from backup.manifest import TAKEN, Member, parse
from shared.errors import UserError

MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"
SHORT = 256 * 1024
"""Largest size of the manifest, in bytes."""
CHUNK = 1024 * 1024


def digest(path: Path) -> str:
    """Return a file's SHA-256 in hex. By hand: `hashlib.file_digest` is not in Ubuntu 22.04's Python 3.10."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            total.update(chunk)
    return total.hexdigest()


def hashed(path: Path) -> Member:
    """Return a file as a member."""
    return Member(path.name, path.stat().st_size, digest(path))


def write(folder: Path, names: Iterable[str], out: IO[bytes]) -> None:
    """Write these files of a folder, in this order, without the end of an archive: the laptop's members follow."""
    for name in names:
        info = tarfile.TarInfo(name)
        info.size, info.mode = (folder / name).stat().st_size, 0o600
        out.write(info.tobuf(tarfile.USTAR_FORMAT))
        with (folder / name).open("rb") as file:
            shutil.copyfileobj(file, out, CHUNK)
        out.write(b"\0" * (-info.size % tarfile.BLOCKSIZE))
    out.flush()


def _rejected(what: str) -> UserError:
    return UserError("FH-BACKUP-DAMAGED", f"what arrived is not the backup that was sent: {what}")


def _next(tar: tarfile.TarFile, name: str, limit: int) -> tuple[tarfile.TarInfo, IO[bytes]]:
    """Return the archive's next file, a plain one of this name. Raises UserError."""
    info = tar.next()
    content = tar.extractfile(info) if info is not None and info.isreg() else None
    if info is None or content is None or info.name != name or not 0 <= info.size <= limit:
        raise _rejected(f"expected {name}, found {info.name[:100] if info else 'the end'}")
    return info, content


def read(stream: IO[bytes], folder: Path) -> str:
    """Unpack ``TAKEN`` into a folder. Returns the live commit. Raises UserError; what was written may be half."""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            text = _next(tar, MANIFEST, SHORT)[1].read().decode("utf-8", "replace")
            live, members = parse(text)
            for one in members:
                if one.name in TAKEN:
                    _unpack(tar, one, folder)
    except (tarfile.TarError, EOFError) as error:
        raise _rejected(str(error)) from None
    return live


def _unpack(tar: tarfile.TarFile, one: Member, folder: Path) -> None:
    info, content = _next(tar, one.name, one.bytes)
    with (folder / one.name).open("xb") as file:
        shutil.copyfileobj(content, file, CHUNK)
    if info.size != one.bytes or hashed(folder / one.name) != one:
        raise _rejected(f"{one.name} has another hash than the manifest says")
