"""What `hello` does: two programs compare versions before one relies on the other."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from release.protocol import OLDEST_LAPTOP, VERSION, judge


def main(words: Sequence[str]) -> int:
    """Run ``hello VERSION``: prints the server's versions. Status 1 and a sentence where it does not serve that laptop."""
    if len(words) != 1 or not words[0].isdigit():
        print("usage: hello VERSION", file=sys.stderr)
        return 2
    print(json.dumps({"version": VERSION, "oldestLaptop": OLDEST_LAPTOP}))
    if reason := judge(int(words[0])):
        print(reason, file=sys.stderr)
        return 1
    return 0
