"""A container of our own that runs to its end, by Docker's API.

The command `docker run` costs as much processor time as rendering a small blog, a part of it for a network that is not wanted.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Mapping
from typing import Any

from release.docker import DockerError, DockerSlow, ask
from release.limits import DISK_LOW, TAIL, TOO_LONG, Ended, disk_is_low, make_room

# Seconds between two looks at the disk.
LOOK = 2
# Bytes of output that Docker keeps.
OUTPUT = "1m"


def specification(image: str, words: list[str], mounts: Mapping[str, str], limits: Mapping[str, int]) -> dict[str, Any]:
    """Return what Docker's API creates a container from that has no network, no privileges and no writable root. Pure.

    ``mounts``: target, with `:ro` where it is read-only, by source. ``limits``: those of its processes, by name, as in
    setrlimit(2).
    """
    return {
        "Image": image,
        "Entrypoint": words[:1],
        "Cmd": words[1:],
        # A network of its own without any interface but a loopback that is down.
        "NetworkDisabled": True,
        "HostConfig": {
            "NetworkMode": "none",
            "ReadonlyRootfs": True,
            "CapDrop": ["ALL"],
            "SecurityOpt": ["no-new-privileges"],
            "Binds": [f"{source}:{target}" for source, target in mounts.items()],
            "Ulimits": [{"Name": name, "Soft": most, "Hard": most} for name, most in limits.items()],
            "LogConfig": {"Type": "json-file", "Config": {"max-size": OUTPUT}},
        },
    }


def run(name: str, wanted: Mapping[str, Any], seconds: int) -> Ended:
    """Create it, start it and wait for its end; end it where it takes too long or too much of the disk. It is left there.

    Prints what it printed. Raises DockerError.
    """
    ask(f"/containers/create?name={name}", "POST", given=wanted)
    ask(f"/containers/{name}/start", "POST")
    status, why = None, 0
    deadline = time.monotonic() + seconds
    while (status := _ended(name)) is None:
        why = why or (DISK_LOW if disk_is_low() else TOO_LONG if time.monotonic() > deadline else 0)
        if why:
            # It may have ended by itself just now.
            with contextlib.suppress(DockerError):
                ask(f"/containers/{name}/kill", "POST")
    text = plain(ask(f"/containers/{name}/logs?stdout=1&stderr=1") or b"")
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.flush()
    if why == DISK_LOW:
        make_room()
    return Ended(why or status, text[-TAIL:].decode("utf-8", "replace"))


def _ended(name: str) -> int | None:
    """Wait for a while. Returns the status, or None where the container still runs."""
    try:
        return int(ask(f"/containers/{name}/wait", "POST", seconds=LOOK)["StatusCode"])
    except DockerSlow:
        return None


def plain(stream: bytes) -> bytes:
    """Return the text of a stream in which Docker puts eight bytes before each piece: four, and the piece's length. Pure."""
    pieces = []
    while len(stream) >= 8:
        end = 8 + int.from_bytes(stream[4:8], "big")
        pieces.append(stream[8:end])
        stream = stream[end:]
    return b"".join(pieces)
