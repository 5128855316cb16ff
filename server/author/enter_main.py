"""What `enter` does: moves a process of the author's into the cgroup `work`."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from release.cgroups import enter, limit_work


def belongs_to_author(process: str) -> bool:
    """Tell whether that is the number of a process of the author's."""
    try:
        return bool(re.fullmatch("[0-9]{1,10}", process)) and Path("/proc", process).owner() == "author"
    except (OSError, KeyError):
        return False


def main(words: Sequence[str]) -> int:
    """Run ``enter PID``, as root. Returns a status."""
    if len(words) != 1 or not belongs_to_author(words[0]):
        print("usage: enter PID", file=sys.stderr)
        return 2
    limit_work()
    enter("work", int(words[0]))
    return 0
