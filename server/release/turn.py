"""One release at a time: who waits is told for whom and since when, and who left while waiting is not served."""

from __future__ import annotations

import contextlib
import os
import select
import sys
import time

from release.places import TURN, WHO
from shared.locks import give_back, try_take

LEFT = 75
PAUSE = 0.5


def client_left(stdout: int) -> bool:
    """Return whether nobody reads that output any more: the client's connection has ended."""
    poll = select.poll()
    poll.register(stdout, 0)
    return any(events & (select.POLLERR | select.POLLHUP | select.POLLNVAL) for _, events in poll.poll(0))


def holder() -> str:
    """Return who has the turn, and since when."""
    try:
        since, name = WHO.read_text(encoding="utf-8").split()
        began = int(since)
    except (OSError, ValueError):
        return "somebody releases"
    clock = time.strftime("%H:%M:%S", time.gmtime(began))
    return f"{name} releases since {clock} UTC ({max(0, int(time.time()) - began)} s)"


def take(handle: int, client: int | None) -> bool:
    """Wait for the turn's lock on an open descriptor. Returns False where the client (its output) left meanwhile."""
    if not try_take(handle):
        print(f"Waiting: {holder()}.", file=sys.stderr, flush=True)
        while not try_take(handle):
            if client is not None and client_left(client):
                return False
            time.sleep(PAUSE)
        if client is not None and client_left(client):
            give_back(handle)
            return False
    with contextlib.suppress(OSError):
        WHO.write_text(f"{int(time.time())} {os.environ.get('FREEHOLD_AUTHOR', 'server')}\n", encoding="utf-8")
    return True


def open_turn() -> int:
    """Open the lock's file; no child inherits it."""
    return os.open(TURN, os.O_RDWR | os.O_CLOEXEC)
