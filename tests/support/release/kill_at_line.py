"""Kills a program of the server at one line of its own code.

Used by tests that play the server (tests/server), and put on a rehearsed server by kill-at-line.ts, where every Python
calls `obey` at its start. It does nothing unless there is an order: one program, whose name ends as the order says,
takes it and obeys. What is not modelled: lines of threads but the main one, and of programs that it starts.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import TraceFunction

# PROGRAM SEEN [LINE]. The program writes each line that it comes by to the file SEEN, once, in their order, as
# FILE:NUMBER; at LINE it dies.
ORDER = Path("/run/freehold-kill-at-line")
OURS = ("/usr/local/lib/freehold/",)


def tracer(folders: Iterable[str], strike: Callable[[str], None]) -> TraceFunction:
    """Return a function for `sys.settrace` that calls ``strike`` with FILE:NUMBER before each line of these folders."""
    wanted = tuple(folders)

    def line(frame: FrameType, event: str, _: object) -> TraceFunction:
        if event == "line":
            path = Path(frame.f_code.co_filename)
            strike(f"{path.parent.name}/{path.name}:{frame.f_lineno}")
        return line

    def call(frame: FrameType, _event: str, _: object) -> TraceFunction | None:
        return line if frame.f_code.co_filename.startswith(wanted) else None

    return call


def obey() -> None:
    """Take the order, where there is one for this program."""
    try:
        program, seen, *stop = ORDER.read_text(encoding="ascii").split()
    except OSError:
        return
    if not sys.argv[0].endswith(program):
        return
    ORDER.unlink()
    met: dict[str, None] = {}

    def strike(line: str) -> None:
        if line in met:
            return
        met[line] = None
        with Path(seen).open("a", encoding="ascii") as file:
            file.write(f"{line}\n")
        if line in stop:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.settrace(tracer(OURS, strike))
