"""What everything that changes the site begins with: signals, environment, cgroups, root's own lock."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator

from release.cgroups import enter, limit_work
from release.places import DEPLOY
from release.relay import IGNORED
from release.steps import Refused, reason_of, say
from release.turn import client_left
from shared.errors import UserError
from shared.locks import Busy, held

# Seconds that a release waits for the server's own work (a certificate, a boot, a release whose client is dead).
SECONDS = 3600


@contextlib.contextmanager
def session(client: int | None = None) -> Iterator[None]:
    """Hold root's lock for the block. ``client``: the output of one who may have left while this waited."""
    os.environ.update(PATH="/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL="C.UTF-8")
    os.umask(0o022)
    for number in IGNORED:
        signal.signal(number, signal.SIG_IGN)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(held(str(DEPLOY), 0))
        except Busy:
            say("Waiting: the server itself is at work.")
            try:
                stack.enter_context(held(str(DEPLOY), SECONDS))
            except Busy:
                raise UserError(
                    "FH-SERVER-BUSY", "the server was busy for an hour. Ask the operator to look at it"
                ) from None
            if client is not None and client_left(client):
                raise UserError("FH-CLIENT-LEFT", "the client left while this waited; nothing was done") from None
        # Not where the author's git is: what that takes must not end a release in the middle.
        enter("release")
        limit_work()
        yield


def ended(work: Callable[[], None]) -> int:
    """Run it, and print why it ended early. Returns a status."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 (whatever it was, the author reads one sentence)
        say(f"\nREFUSED: {sentence(error)}")
        return 1
    return 0


def sentence(error: Exception) -> str:
    """Return what the author reads of a failure. Pure."""
    if isinstance(error, (Refused, UserError)):
        return str(error)
    if isinstance(error, OSError):
        return f"FH-RELEASE-STEP: a step of the release failed: {error}; the old site goes on"
    return f"FH-RELEASE-STEP: {reason_of(error)} ({error}); the old site goes on"
