"""What `alone` does: waits for the turn, and runs a command within it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

from release.turn import LEFT, open_turn, take


def _client() -> int | None:
    """Return the output of a client that may leave. The server's own runs (no key) write to the journal."""
    return 1 if os.environ.get("FREEHOLD_KEY") else None


def main(words: Sequence[str]) -> int:
    """Run ``alone [COMMAND…]``. Returns the command's status, or 75 where the client left."""
    if not take(open_turn(), _client()):
        return LEFT
    if not words:
        return 0
    # From here on a client that goes away must not leave a release half-watched.
    for number in (signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    sys.stdout.flush()
    status = subprocess.run(list(words), check=False).returncode
    return status if status >= 0 else 128 - status
