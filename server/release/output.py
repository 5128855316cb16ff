"""What a renderer has written: looked at, given to root, and joined with what was there before.

The renderer runs the author's code, so its folder can have anything in it. Nothing here follows a link, and nginx sees the
folder only afterwards. Whoever calls has ended the renderer: nobody changes the folder meanwhile.
"""

from __future__ import annotations

import filecmp
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from release.steps import Refused
from shared.files import read_json

MAX_FILES = 100_000
MAX_BYTES = 2 * 1024**3
MAX_NAME, MAX_PATH = 255, 1024
# Written by app/rendering/same.py. Bytes of it that are read.
SAME, MAX_SAME = "same.json", 16 * 1024**2


def refused(why: str) -> Refused:
    """Return the error of an output that cannot be served."""
    return Refused(f"FH-RENDER-OUTPUT: what rendering/ wrote cannot be served: {why}")


def entries(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Yield everything below a folder, without following links, each folder before what is in it."""
    with os.scandir(folder) as found:
        for entry in found:
            yield Path(entry.path), entry.stat(follow_symlinks=False)
            if entry.is_dir(follow_symlinks=False):
                yield from entries(Path(entry.path))


def check(folder: Path) -> None:
    """Refuse an output that has more, or something else, than plain files and folders with plain names. Raises Refused."""
    total = 0
    for count, (path, found) in enumerate(entries(folder), 1):
        total += found.st_size if stat.S_ISREG(found.st_mode) else 0
        if count > MAX_FILES:
            raise refused(f"it has more than {MAX_FILES:,} files and folders")
        if total > MAX_BYTES:
            raise refused(f"it has more than {MAX_BYTES // 1024**3} GB")
        if why := _problem(str(path.relative_to(folder)), found):
            raise refused(f"{str(path.relative_to(folder))[:80]!r} {why}")


def _problem(name: str, found: os.stat_result) -> str:
    """Return why an entry cannot be served, or nothing. Pure."""
    try:
        raw = name.encode()
    except UnicodeEncodeError:
        return "has a name that is no UTF-8"
    if len(raw) > MAX_PATH or len(raw.rpartition(b"/")[2]) > MAX_NAME or not name.isprintable():
        return f"has a name with control characters, or of more than {MAX_NAME} bytes (a path: {MAX_PATH})"
    # A hard link has its other names in the same folder: the kernel makes none across mounts.
    return "" if stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode) else "is neither a file nor a folder"


def join(folder: Path, before: Path | None) -> None:
    """Link into a checked output what it names, in same.json, as the same in the release before. Raises Refused.

    What is linked was checked for that release, and is root's.
    """
    file = folder / SAME
    if not file.is_file():
        return
    if file.stat().st_size > MAX_SAME:
        raise refused(f"{SAME} has more than {MAX_SAME} bytes")
    names = read_json(file)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise refused(f"{SAME} is no list of names")
    for name in names:
        parts = name.split("/")
        if parts[0] != "site" or not {"", ".", ".."}.isdisjoint(parts) or not name.isprintable():
            raise refused(f"{SAME} names {name[:80]!r}")
        if before is None or not _file_or_none(before / name) or (folder / name).exists():
            raise refused(f"{SAME} names {name[:80]!r}, which the release before does not have, or which was written")
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        os.link(before / name, folder / name)
    file.unlink()


def take(folder: Path, before: Path | None, now: int) -> None:
    """Make a checked output root's, readable by all. ``before``: the release before. ``now``: seconds since 1970.

    A file that is the same as before becomes a hard link to it and keeps its time. Another one gets ``now`` as its time,
    and a second more than the one before at least: Last-Modified and ETag change with the bytes, and never without them.
    """
    _make_roots(folder, 0o755)
    for path, found in list(entries(folder)):
        if stat.S_ISDIR(found.st_mode):
            _make_roots(path, 0o755)
            continue
        earlier = before / path.relative_to(folder) if before else None
        old = _file_or_none(earlier) if earlier else None
        if old and os.path.samestat(old, found):
            continue
        if earlier and old and old.st_size == found.st_size and filecmp.cmp(earlier, path, shallow=False):
            fresh = path.with_name(".freehold-link")
            os.link(earlier, fresh)
            fresh.replace(path)
            continue
        _make_roots(path, 0o644)
        moment = max(now, int(old.st_mtime) + 1) if old else now
        os.utime(path, (moment, moment))
        _sync(path)


def _sync(path: Path) -> None:
    """Have a file's content on the disk before the folder gets its name: `sync` would wait for what all others write, too."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make_roots(path: Path, mode: int) -> None:
    os.chown(path, 0, 0, follow_symlinks=False)
    path.chmod(mode)


def _file_or_none(path: Path) -> os.stat_result | None:
    try:
        found = path.lstat()
    except OSError:
        return None
    return found if stat.S_ISREG(found.st_mode) else None
