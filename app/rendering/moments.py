"""Dates of posts, with or without time and zone. A post appears at its moment."""

from __future__ import annotations

import datetime
import re

FORM = re.compile(
    r"(?P<date>\d{4}-\d{1,2}-\d{1,2})"
    r"(?:[T\s]\s*(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)


def read_moment(text: str) -> tuple[datetime.date, datetime.datetime]:
    """Read 2026-11-22, 2026-11-22 20:15 or 2026-11-22T20:15:00+01:00.

    Returns the date as it is written, and the moment in UTC: midnight without a time, and UTC without a zone.

    Raises:
        ValueError: it is no such date.
    """
    found = FORM.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    date = datetime.date(*(int(part) for part in found["date"].split("-")))
    hours, minutes, seconds = ([*(found["time"] or "0:0").split(":"), "0"])[:3]
    zone = datetime.UTC
    if found["zone"] and found["zone"][0] in "+-":
        sign = -1 if found["zone"][0] == "-" else 1
        digits = found["zone"][1:].replace(":", "")
        zone = datetime.timezone(sign * datetime.timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
    time = datetime.time(int(hours), int(minutes), int(float(seconds)), tzinfo=zone)
    return date, datetime.datetime.combine(date, time).astimezone(datetime.UTC)
