"""A limit on what rendering one thing may take, so that a loop in a template is a message and not a dead site."""

from __future__ import annotations

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

CPU_SECONDS = 5.0
"""Of processor time, not of the clock, so that 1/8 of a CPU gets as far; a long post takes 0.05."""

MEMORY_BYTES = 512 * 1024 * 1024
"""Of the process' data. The container's own limit is lower, but a build on the server has none."""


class BudgetSpent(Exception):
    """Rendering took too long."""


@contextmanager
def budget() -> Iterator[None]:
    """Limit the body to CPU_SECONDS and MEMORY_BYTES.

    Holds in the main thread only, since it needs a signal; elsewhere nothing is limited.

    Raises:
        BudgetSpent: in the body, once it has used the time.
        MemoryError: in the body, once it has used the memory.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def spent(_signal: int, _frame: FrameType | None) -> None:
        raise BudgetSpent

    handler = signal.signal(signal.SIGPROF, spent)
    limits = resource.getrlimit(resource.RLIMIT_DATA)
    ceiling = MEMORY_BYTES if limits[1] == resource.RLIM_INFINITY else min(MEMORY_BYTES, limits[1])
    resource.setrlimit(resource.RLIMIT_DATA, (ceiling, limits[1]))
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)
        resource.setrlimit(resource.RLIMIT_DATA, limits)
