"""When upkeep runs, and what it remembers of its last run."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone

from release.places import STATE
from release.state import utc
from shared.files import read_json, read_text, write_whole

# Day and time in UTC, "Sun 03:30", as the settings have it. Written by `npm run up`.
WINDOW = "/etc/freehold/upkeep"
DEFAULT = "Sun 03:30"
# Written when all went well, and by setup on a new server.
WELL = STATE / "upkeep.done"
LAST = STATE / "upkeep.json"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# What systemd lets a run take (freehold-upkeep.service), and some.
LONGEST = timedelta(hours=3)
# Longer than from one window to the next, which may begin half an hour late.
LATE = timedelta(days=7, hours=12)


@dataclass(frozen=True)
class Run:
    """One run. ``at``: UTC. ``text``: what was done, or what failed.

    ``result``: begun (and nothing else, where a power cut ended it), well, failed, or refused, where newer images were rolled back.
    """

    at: str
    result: str
    text: str = ""


def last() -> Run | None:
    """Return the last run, or None where there was none."""
    found = read_json(LAST)
    try:
        return Run(str(found["at"]), str(found["result"]), str(found["text"]))
    except (TypeError, KeyError):
        return None


def note(run: Run) -> None:
    """Remember a run."""
    write_whole(LAST, json.dumps(asdict(run), ensure_ascii=False) + "\n")
    if run.result == "well":
        WELL.touch()
        os.utime(WELL, (time.time(), time.time()))


def begun() -> Run:
    """Return a run that begins now."""
    return Run(utc(time.time()), "begun")


def trouble(before: Run | None, now: datetime) -> str:
    """Return what was not well with the last run, or nothing. Pure."""
    if before is None or before.result == "well":
        return ""
    if before.result == "begun":
        # Python 3.10, which Ubuntu 22.04 has, reads no "Z" by fromisoformat.
        began = datetime.strptime(before.at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
        late = now - began > LONGEST
        return "the last upkeep was cut off; it is tried again tomorrow" if late else ""
    if before.result == "refused":
        return f"the last upkeep was rolled back, and is tried again in the next window: {before.text}"
    return f"the last upkeep failed, and is tried again tomorrow: {before.text}"


def is_due(now: datetime, window: str, before: Run | None, well: datetime | None) -> bool:
    """Return whether the timer, which comes each day at the window's time, is to start a run. Pure.

    On the window's day; and the day after a run that failed or was cut off, so that one bad night costs a day, not a week. What
    was rolled back would be again: a try interrupts the site for seconds, so it waits for the window.
    ``well``: when the last run ended well.
    """
    day, _, clock = window.partition(" ")
    hour, minute = (int(part) for part in clock.split(":"))
    begins = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if begins > now:
        # The timer may come half an hour after the window's time, past midnight.
        begins -= timedelta(days=1)
    if DAYS[begins.weekday()] == day or (before is not None and before.result in ("begun", "failed")):
        return True
    if before is not None and before.result == "refused":
        return False
    return well is None or now - well > LATE


def due_now() -> bool:
    """Return whether a run is to start now."""
    window = (read_text(WINDOW) or DEFAULT).strip()
    well = datetime.fromtimestamp(WELL.stat().st_mtime, timezone.utc) if WELL.exists() else None
    return is_due(datetime.fromtimestamp(time.time(), timezone.utc), window, last(), well)
