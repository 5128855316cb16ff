"""Tells a test each line of the server's own code before it runs, so that it can be the last one.

What is not modelled: lines of threads but the main one, and of programs that it starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import TraceFunction


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
