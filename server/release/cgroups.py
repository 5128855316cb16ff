"""Cgroups that bound what an author's push may take of the server.

`build` is for docker build, `work` for git and the parsers of what was pushed. A third, `release`, has no limit: where
a release goes that began inside of `work`.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from release.machine import CGROUPS, total_memory_mb


def _unified() -> bool:
    return (CGROUPS / "cgroup.controllers").exists()


def folder(group: str, controller: str) -> Path:
    """Return the group's folder of that controller, created where it is missing."""
    path = CGROUPS / f"freehold-{group}"
    if _unified():
        with contextlib.suppress(OSError):
            (CGROUPS / "cgroup.subtree_control").write_text("+memory +pids +cpu", encoding="ascii")
    else:
        path = CGROUPS / controller / f"freehold-{group}"
    path.mkdir(exist_ok=True)
    return path


def limit(group: str, megabytes: int, processes: int) -> None:
    """Set a group's limits."""
    (folder(group, "pids") / "pids.max").write_text(str(processes), encoding="ascii")
    name = "memory.max" if _unified() else "memory.limit_in_bytes"
    (folder(group, "memory") / name).write_text(f"{megabytes}M", encoding="ascii")


def limit_work() -> None:
    """Leave git and the parsers a quarter of the memory, at least 192 MB: git needs 60 MB for a pack of 256 MB, the parsers 20."""
    limit("work", max(192, total_memory_mb() // 4), 256)


def build_memory_mb() -> int:
    """Return what a build may take: one that takes all memory must die before the site does."""
    return total_memory_mb() * 6 // 10


def limit_builds() -> None:
    """Limit builds' memory; let them yield to the site where the processor is short: an eighth of a share each."""
    limit("build", build_memory_mb(), 2048)
    for name, share in (("cpu.shares", "128"), ("cpu.weight", "12")):
        path = folder("build", "cpu") / name
        if path.exists():
            path.write_text(share, encoding="ascii")
            return


def doors(group: str) -> list[str]:
    """Return the files that move a process into the group whose number is written to them."""
    return [str(folder(group, controller) / "cgroup.procs") for controller in ("memory", "pids")]


def enter(group: str, process: int | None = None) -> None:
    """Move a process (default: this one) there, with all that it starts from now on."""
    for door in doors(group):
        Path(door).write_text(str(process or os.getpid()), encoding="ascii")
