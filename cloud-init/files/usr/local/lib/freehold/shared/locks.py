"""Locks between the server's processes: `flock`, so that a lock ends with its holder."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

SHARED = fcntl.LOCK_SH


class Busy(Exception):
    """Somebody else holds the lock, and the time to wait for it is over."""


@contextlib.contextmanager
def held(path: str | Path, seconds: float | None = None, kind: int = fcntl.LOCK_EX) -> Iterator[None]:
    """Hold the lock in ``path`` for the block.

    ``seconds``: how long to wait, ``None`` without limit, 0 not at all; then ``Busy``. ``kind``: ``SHARED``
    is held beside others who hold it so, and waits without limit. Children do not inherit it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        _take(handle, path, seconds, kind)
        yield
    finally:
        os.close(handle)


def _take(handle: int, path: str | Path, seconds: float | None, kind: int) -> None:
    if seconds is None:
        fcntl.flock(handle, kind)
        return
    deadline = time.monotonic() + seconds
    while not try_take(handle):
        if time.monotonic() >= deadline:
            raise Busy(path)
        time.sleep(min(0.2, max(0.0, deadline - time.monotonic())))


def try_take(handle: int) -> bool:
    """Take the lock of an open file, until it is closed. Returns False where somebody else holds it."""
    return _now(handle, fcntl.LOCK_EX)


def give_back(handle: int) -> None:
    """Let go of the lock of an open file."""
    fcntl.flock(handle, fcntl.LOCK_UN)


def is_held(path: str | Path) -> bool:
    """Return whether somebody holds the lock in ``path``."""
    try:
        with Path(path).open("rb") as file:
            return not _now(file.fileno(), fcntl.LOCK_SH)
    except FileNotFoundError:
        return False


def _now(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
