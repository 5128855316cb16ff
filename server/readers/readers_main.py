"""What `readers` does: who read the blog on the last days."""

from __future__ import annotations

import datetime
import json
import re
import sys
from collections.abc import Sequence

from readers import store
from readers.report import report, unusual
from release.cgroups import limit_work
from release.protocol import VERSION

USAGE = "usage: readers [--days N] [--json], N from 1 to 3650; default 30"


def words_of(words: Sequence[str]) -> tuple[int, bool] | None:
    """Return the days and whether JSON is wanted, or None for words that are none of ours. Pure."""
    found = re.fullmatch(r"(?:--days ([1-9]\d{0,3}) ?)?(--json)?", " ".join(words))
    number = int(found[1] or 30) if found else 0
    return (number, bool(found[2])) if found and number <= 3650 else None


def main(words: Sequence[str]) -> int:
    """Run ``readers [--days N] [--json]``, or ``readers nightly``, which counts finished days and prints which."""
    today = datetime.datetime.now(datetime.timezone.utc).date()
    if list(words) == ["nightly"]:
        print(f"counted: {', '.join(store.count_finished(today)) or 'nothing new'}")
        return 0
    asked = words_of(words)
    if asked is None:
        print(USAGE, file=sys.stderr)
        return 2
    limit_work()
    found = store.days(today, asked[0])
    if asked[1]:
        data = {
            "version": VERSION,
            "days": [day.data() for day in found],
            "unusual": [day.date for day in unusual(found)],
        }
        print(json.dumps(data, ensure_ascii=False))
    else:
        print(report(found))
    return 0
