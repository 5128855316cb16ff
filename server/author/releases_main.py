"""What `releases` does: who released, when, how long it took, with what result."""

from __future__ import annotations

import json
from collections.abc import Sequence

from release import records, state
from release.protocol import VERSION


def main(words: Sequence[str]) -> int:
    """Run ``releases [--json]``: the last twenty for people; all that are kept, oldest first, for programs."""
    entries, live = records.read(), state.live_release()
    if list(words) != ["--json"]:
        print(records.table(entries, live))
        return 0
    shown = [{key: value for key, value in records.shown(entry).items() if key != "attempt"} for entry in entries]
    ready = records.ready(entries, live)
    before = records.previous(entries, live)
    data = {"version": VERSION, "live": live or None, "previous": before or None, "ready": ready, "releases": shown}
    print(json.dumps(data, ensure_ascii=False))
    return 0
