"""What a build or a fetch may take: time, disk space, memory."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from release.machine import MB, available_memory_mb, free_space
from release.processes import output, quietly
from release.steps import Refused
from shared.settings import settings

DOCKER = "/var/lib/docker"
# Docker needs room for a layer twice while it unpacks it. A build or a fetch that leaves less than LEAST_DISK_MB, or
# fewer inodes than LEAST_INODES, is ended. Tests change these lines.
MIN_DISK_MB = 1500
MIN_MEMORY_MB = 150
LEAST_DISK_MB = 500
LEAST_INODES = 20_000
# Of a step's output what its refusal looks at.
TAIL = 65536
DISK_LOW, TOO_LONG = 28, 124


@dataclass(frozen=True)
class Ended:
    """How a step ended: its status (28: it left too little disk space), and the end of what it printed."""

    status: int
    output: str


def build_seconds() -> int:
    """Return the seconds after which a build is not slow but stuck; on 1/8 OCPU one from nothing took 133 s."""
    return 1800 if settings().get("shape") == "micro" else 600


def check_room() -> None:
    """Refuse a build that would not fit."""
    disk, memory = free_space(DOCKER)[0] // MB, available_memory_mb()
    if disk < MIN_DISK_MB:
        raise Refused(
            f"FH-DISK-FULL: not enough disk: {disk} MB are free, a build needs {MIN_DISK_MB} MB. Ask the operator to make room."
        )
    if memory < MIN_MEMORY_MB:
        raise Refused(
            f"FH-MEMORY-LOW: not enough memory: {memory} MB are available, a build needs {MIN_MEMORY_MB} MB. Try again in a minute."
        )


def disk_is_low() -> bool:
    """Return whether a step must end for what it left free."""
    free, inodes = free_space(DOCKER)
    return free // MB < LEAST_DISK_MB or inodes < LEAST_INODES


def within_limits(
    seconds: int, command: Sequence[str], environment: Mapping[str, str] | None = None, quiet: bool = False
) -> Ended:
    """Run a step, passing its output on, and end it where it takes too long or too much of the disk."""
    process = subprocess.Popen(
        ["timeout", "--kill-after=30", str(seconds), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **(environment or {})},
    )
    kept, low = _followed(process, quiet)
    output(process).close()
    status = process.wait()
    if low and status != 0:
        make_room()
        status = DISK_LOW
    return Ended(status, kept.decode("utf-8", "replace"))


def _followed(process: subprocess.Popen[bytes], quiet: bool) -> tuple[bytes, bool]:
    """Read the output to its end, looking at the disk every two seconds. Returns its tail, and whether the disk was low."""
    stream = output(process)
    kept, low, look = b"", False, time.monotonic() + 2
    while True:
        if select.select([stream], [], [], 2)[0]:
            data = os.read(stream.fileno(), 65536)
            if not data:
                return kept, low
            kept = (kept + data)[-TAIL:]
            if not quiet:
                sys.stdout.buffer.write(data)
                sys.stdout.buffer.flush()
        if not low and time.monotonic() >= look:
            look = time.monotonic() + 2
            if disk_is_low():
                low = True
                process.terminate()


def make_room() -> None:
    """Wait for room, else free it. What the ended step wrote goes by itself within seconds; earlier steps of the same build are in the cache."""
    for _ in range(10):
        if not disk_is_low():
            return
        time.sleep(1)
    quietly(["docker", "builder", "prune", "--force"], 600)
