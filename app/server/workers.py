"""How many Gunicorn workers a memory limit has room for."""

from __future__ import annotations

from pathlib import Path

CGROUP_FILES = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
"""Where a container sees its own limit: cgroup v2, then v1."""

MASTER_BYTES = 96 * 1024 * 1024
"""Gunicorn's master with the loaded app: measured at 28 MB with the blog, with room for one that is larger."""

WORKER_BYTES = 64 * 1024 * 1024
"""A worker shares the loaded pages with its master; measured at 12 to 20 MB of its own under load."""

UNLIMITED_BYTES = 1 << 60
"""cgroup v1 says "no limit" by a number close to 2^63."""

MOST = 4
WITHOUT_LIMIT = 2


def worker_count(limit_bytes: int | None) -> int:
    """Return how many workers fit into `limit_bytes`: at least 1, at most MOST. None means no limit.

    The number of processors does not count: a 1/8 OCPU shape reports 2.
    """
    if limit_bytes is None:
        return WITHOUT_LIMIT
    return max(1, min(MOST, (limit_bytes - MASTER_BYTES) // WORKER_BYTES))


def parse_limit(text: str) -> int | None:
    """Read the bytes in a cgroup file; None for "max", for v1's unlimited number and for anything that is no number."""
    text = text.strip()
    if not text.isdigit() or int(text) >= UNLIMITED_BYTES:
        return None
    return int(text)


def memory_limit(files: tuple[Path, ...] = CGROUP_FILES) -> int | None:
    """Return the container's memory limit in bytes, from the first file that can be read; None where there is none."""
    for file in files:
        try:
            return parse_limit(file.read_text())
        except OSError:
            continue
    return None
