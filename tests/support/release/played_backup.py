"""`backup` of a server as a laptop calls it, in the folder PLAY: real code, git, tar and ssh-keygen.

Not played: sudo, users, cgroups, the turn of a release.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HOME = Path(os.environ["PLAY"])
os.environ["FREEHOLD_STATE"] = str(HOME / "state")
os.environ["FREEHOLD_RUN"] = str(HOME / "run")
ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT / "server"), str(ROOT / "cloud-init/files/usr/local/lib/freehold")]

from backup import backup_main, collect, take  # noqa: E402 (the lines above say where)
from release import git  # noqa: E402
from release.processes import Stream  # noqa: E402


def confined(seconds: int, command: list[str], stdin: Stream = None, stdout: Stream = None) -> subprocess.Popen[bytes]:
    """Start it as this user."""
    return subprocess.Popen(["timeout", str(seconds), *command], stdin=stdin, stdout=stdout)


@contextlib.contextmanager
def session() -> Iterator[None]:
    """Hold no lock."""
    yield


def main() -> int:
    """Run one word."""
    repository = str(HOME / "blog.git")
    for module, name, value in (
        (git, "command", lambda *words, **_: ["git", "-C", repository, *words]),
        (collect, "confined", confined),
        (take, "confined", confined),
        (collect, "HOST_KEY", HOME / "host"),
        (collect, "REPOSITORY", repository),
        (backup_main, "limit_work", lambda: None),
        (backup_main, "session", session),
        (shutil, "chown", lambda *_: None),
    ):
        setattr(module, name, value)
    words = sys.argv[1:]
    return backup_main.main([*words, "alone"] if words == ["take"] else words)


if __name__ == "__main__":
    sys.exit(main())
