"""Facts about this machine that a release decides by. Megabytes."""

from __future__ import annotations

import os
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")
MB = 1024 * 1024


def _meminfo() -> dict[str, int]:
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return {name: int(rest.split()[0]) // 1024 for name, _, rest in (line.partition(":") for line in lines)}


def _cgroup_mb(unified: str, legacy: str) -> int | None:
    """Return a number of the cgroup that a rehearsed server lives in. None: there is none, or it is `max`."""
    for path in (CGROUPS / unified, CGROUPS / "memory" / legacy):
        try:
            text = path.read_text(encoding="ascii").strip()
        except OSError:
            continue
        return int(text) // MB if text.isdigit() and len(text) < 16 else None
    return None


def total_memory_mb() -> int:
    """Return the memory of the machine: the smaller of what the kernel and what the cgroup has."""
    limit = _cgroup_mb("memory.max", "memory.limit_in_bytes")
    return min(_meminfo()["MemTotal"], limit if limit is not None else 1 << 40)


def _cgroup_cache_mb() -> int:
    """Return the page cache of the cgroup, which the kernel gives back. v1 has totals of all levels, v2 only them."""
    for path in (CGROUPS / "memory.stat", CGROUPS / "memory/memory.stat"):
        try:
            stat = dict(line.split(" ", 1) for line in path.read_text(encoding="ascii").splitlines())
        except OSError:
            continue
        total = "total_" if "total_active_file" in stat else ""
        return sum(int(stat.get(f"{total}{kind}_file", 0)) for kind in ("active", "inactive")) // MB
    return 0


def available_memory_mb() -> int:
    """Return the memory, swap included, that a build could get."""
    info = _meminfo()
    kernel = info["MemAvailable"] + info["SwapFree"]
    limit = _cgroup_mb("memory.max", "memory.limit_in_bytes")
    used = _cgroup_mb("memory.current", "memory.usage_in_bytes")
    if limit is None or used is None:
        return kernel
    return min(kernel, limit - used + _cgroup_cache_mb())


def free_space(path: str | Path) -> tuple[int, int]:
    """Return the free bytes and inodes of a file system. One without a number of inodes (btrfs) counts as a million."""
    found = os.statvfs(path)
    return found.f_bavail * found.f_frsize, found.f_favail if found.f_files else 1_000_000
