"""Locks between the server's processes: `flock`, so that a lock ends with its holder."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator


class Busy(Exception):
    """Somebody else holds the lock, and the time to wait for it is over."""


@contextlib.contextmanager
def held(path: str, seconds: float | None = None) -> Iterator[None]:
    """Hold the lock in ``path`` for the block.

    ``seconds``: how long to wait, ``None`` without limit, 0 not at all; then ``Busy``. Children do not inherit it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        _take(handle, path, seconds)
        yield
    finally:
        os.close(handle)


def _take(handle: int, path: str, seconds: float | None) -> None:
    if seconds is None:
        fcntl.flock(handle, fcntl.LOCK_EX)
        return
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise Busy(path) from None
            time.sleep(min(0.2, max(0.0, deadline - time.monotonic())))
        else:
            return
