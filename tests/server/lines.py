"""Runs a deed of the server's and kills it at one line of its code: no handler runs after it, as after SIGKILL.

Not modelled: `finally` and `with` do run, as they do not after a SIGKILL. Of what is traced here they only close files.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from kill_at_line import tracer
from world import Killed

from release import transaction
from shared import files

FOLDERS = (f"{Path(transaction.__file__).parent}/", f"{Path(files.__file__).parent}/")


def lines_of(deed: Callable[[], None]) -> list[str]:
    """Return every line of the server's code that the deed comes by, each once, in the order of their first time."""
    met: dict[str, None] = {}
    _traced(deed, met.setdefault)
    return list(met)


def killed_at(stop: str, deed: Callable[[], None], passes: int = 0) -> bool:
    """Run the deed until it comes to that line for the first time after so many. Returns whether it did."""
    left = passes

    def strike(line: str) -> None:
        nonlocal left
        if line == stop:
            left -= 1
            if left < 0:
                raise Killed

    try:
        _traced(deed, strike)
    except Killed:
        return True
    return False


def _traced(deed: Callable[[], None], strike: Callable[[str], None]) -> None:
    before = sys.gettrace()
    sys.settrace(tracer(FOLDERS, strike))
    try:
        deed()
    finally:
        sys.settrace(before)
