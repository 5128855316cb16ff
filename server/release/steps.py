"""What the author sees: steps with seconds, and one plain reason where a release ends early."""

from __future__ import annotations

import contextlib
import time

from shared.errors import UserError

BEGUN = time.monotonic()
NOT_WELL = "FH-RELEASE-START: the new containers did not start well (see above); the old site goes on"


class Refused(Exception):
    """A release is refused, for a reason that its author reads; what was live before stays live."""


def elapsed() -> int:
    """Return the whole seconds since this program began."""
    return int(time.monotonic() - BEGUN)


def say(text: str) -> None:
    """Print a line. Nobody need read it."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


def step(text: str) -> None:
    """Print what begins now."""
    say(f"[{elapsed():4d} s] {text}")


def reason_of(error: BaseException) -> str:
    """Return the sentence that the list of releases keeps: without what leads to the output above."""
    if isinstance(error, (Refused, UserError)):
        return str(error).split(" (see above)")[0]
    if isinstance(error, OSError):
        return f"{error.strerror or error}"
    return f"a step of the release failed: {type(error).__name__}"
