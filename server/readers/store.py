"""Where days come from: /var/lib/freehold/readers/DATE.json, and nginx' log in the journal."""

from __future__ import annotations

import datetime
import json
import subprocess
from collections.abc import Iterator
from urllib.parse import urlsplit

from readers.countries import countries
from readers.day import Day, from_data, summary
from release.places import STACK, STATE, site_url
from shared.files import read_json, read_text, write_whole

FOLDER = STATE / "readers"
JOURNAL_DAYS = 60
"""The journal keeps at most so many days (setup.d/50-journal)."""
ONE = datetime.timedelta(days=1)
EMPTY = FOLDER / "empty"
"""Dates of which the journal had no request, one a line: it is not read again for them."""


def _journal(date: datetime.date) -> Iterator[str]:
    """Yield nginx' lines of a day (UTC)."""
    begin, end = (f"{day} 00:00:00 UTC" for day in (date, date + ONE))
    command = ["journalctl", "--quiet", "--no-pager", "--output=cat", f"--since={begin}", f"--until={end}"]
    command.append(f"COM_DOCKER_SWARM_SERVICE_NAME={STACK}_nginx")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, errors="replace") as process:
        if process.stdout is not None:
            yield from process.stdout


def counted(date: datetime.date) -> Day:
    """Count a day from the journal."""
    parts = urlsplit(site_url())
    return summary(str(date), _journal(date), f"{parts.scheme}://{parts.netloc}", countries)


def kept(date: datetime.date) -> Day | None:
    """Return a day that was counted, or None."""
    return from_data(read_json(FOLDER / f"{date}.json"))


def count_finished(today: datetime.date) -> list[str]:
    """Count and keep every finished day that the journal may still have and nobody counted. Returns their dates.

    A day without a single request, bots' included, is written only for yesterday: before the first boot there was no server.
    """
    done = []
    known = set((read_text(EMPTY) or "").split())
    empty = []
    for back in range(JOURNAL_DAYS, 0, -1):
        date = today - back * ONE
        if str(date) in known:
            empty.append(str(date))
            continue
        if kept(date) is not None:
            continue
        day = counted(date)
        if back == 1 or day.views or day.bots or day.feeds:
            write_whole(FOLDER / f"{date}.json", json.dumps(day.data(), ensure_ascii=False) + "\n")
            done.append(str(date))
        else:
            empty.append(str(date))
    if set(empty) != known:
        write_whole(EMPTY, "".join(f"{date}\n" for date in empty))
    return done


def days(today: datetime.date, number: int) -> list[Day]:
    """Return the last ``number`` days, oldest first: today as far as it is, the others as they were counted."""
    before = [kept(today - back * ONE) for back in range(number - 1, 0, -1)]
    return [*(day for day in before if day is not None), counted(today)]
