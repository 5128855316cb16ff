"""What a release prints: text that no terminal obeys, to whoever reads, and to a log. Nobody need read it.

A process of its own reads whatever the release and the programs it starts print, so that none of them ever waits for a
client that does not read, or fails because it went away.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import IO, Any

# Bytes that a client may be behind, and that the log takes.
BEHIND = 2_000_000
LOG_BYTES = 4_000_000
# Seconds that a client has for the rest, once the release has ended.
LINGER = 10
LEFT_OUT = b"\n(output is left out here: it was not read in time)\n"
IGNORED = (signal.SIGHUP, signal.SIGINT, signal.SIGPIPE)


class _Client:
    """Standard output: written to as far as it takes something at once."""

    def __init__(self) -> None:
        self.waiting = bytearray()
        self.gone = False
        self.left_out = False

    def add(self, data: bytes) -> None:
        if self.gone or len(self.waiting) > BEHIND:
            self.left_out = True
            return
        if self.left_out:
            self.left_out = False
            self.waiting += LEFT_OUT
        self.waiting += data

    def send(self) -> None:
        """Write what fits: a pipe that polls as writable takes this many bytes without waiting."""
        try:
            del self.waiting[: os.write(1, self.waiting[:4096])]
        except OSError:
            self.gone = True
            self.waiting.clear()


def _text() -> Any:
    """Return a `Text` of the program `printable`, which lies beside the packages."""
    path = next(path for path in (Path(folder) / "printable" for folder in sys.path) if path.is_file())
    loader = SourceFileLoader("printable", str(path))
    spec = spec_from_loader("printable", loader)
    if spec is None:
        raise ImportError(str(path))
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module.Text()


def _relay(source: int, log: IO[bytes] | None, quiet: bool) -> None:
    text, client, logged = _text(), _Client(), 0
    client.gone = quiet
    ended: float | None = None
    while ended is None or (client.waiting and time.monotonic() < ended + LINGER):
        poll = select.poll()
        if ended is None:
            poll.register(source, select.POLLIN)
        if client.waiting:
            poll.register(1, select.POLLOUT)
        ready = dict(poll.poll(1000))
        if source in ready:
            data = os.read(source, 65536)
            out = text.take(data)
            client.add(out)
            if log is not None and logged < LOG_BYTES:
                logged += len(out)
                with contextlib.suppress(OSError):
                    log.write(out)
            if not data:
                ended = time.monotonic()
        if 1 in ready:
            client.send()


def _child(source: int, log: Path, quiet: bool) -> None:
    for number in IGNORED:
        signal.signal(number, signal.SIG_IGN)
    file: IO[bytes] | None = None
    with contextlib.suppress(OSError):
        file = log.open("wb", buffering=0)
    _relay(source, file, quiet)


@contextlib.contextmanager
def relayed(log: Path, quiet: bool = False) -> Iterator[None]:
    """Relay what is printed in the block, also by programs that it starts; ``quiet``: to the log alone.

    Standard output and error lead nowhere afterwards.
    """
    source, sink = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.close(sink)
        try:
            _child(source, log, quiet)
        finally:
            os._exit(0)
    os.close(source)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    os.close(sink)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        _await(child)


def _await(child: int) -> None:
    """Wait for the relay; something that a release started may hold its input open for ever."""
    deadline = time.monotonic() + LINGER + 5
    while time.monotonic() < deadline:
        if os.waitpid(child, os.WNOHANG)[0]:
            return
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
