"""Dates as generators and authors write them."""

from __future__ import annotations

import datetime
import re

ISO = re.compile(
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
    r"(?:[T ]+(?P<t>\d{1,2}:\d\d)(?::\d\d(?:\.\d+)?)? *(?P<z>Z|UTC|[+-]\d\d:?\d\d)?)?"
)
FORMATS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%A %B %d %Y", "%a %d %b %Y", "%m/%d/%Y", "%Y%m%d")


def read_date(text: str) -> str:
    """Return a date as posts have it, 2026-11-22 or 2026-11-22T20:15+01:00; "" where there is none."""
    found = ISO.match(text.strip())
    if found:
        try:
            day = datetime.date(int(found["y"]), int(found["m"]), int(found["d"])).isoformat()
        except ValueError:
            return ""
        if not found["t"] or not found["z"]:
            return day
        zone = found["z"].replace("UTC", "Z")
        zone = zone if zone == "Z" or ":" in zone else f"{zone[:3]}:{zone[3:]}"
        # Of +50:00 nobody knows what was meant.
        if zone != "Z" and (int(zone[1:3]) > 14 or int(zone[4:]) > 59):
            return day
        return f"{day}T{found['t'].zfill(5)}{'+00:00' if zone == 'Z' else zone}"
    plain = " ".join(re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text.replace(",", " ")).split())
    for form in FORMATS:
        try:
            return datetime.datetime.strptime(plain, form).date().isoformat()  # noqa: DTZ007 # a day has no zone
        except ValueError:
            continue
    return ""


def date_in(name: str) -> str:
    """Return the date in a path, as 2020-01-02-name.md, 20200102_name.md or 2020/01/02/name.md have it; else ""."""
    found = re.search(r"(?<!\d)((?:19|20)\d\d)([-_/]?)([01]\d)\2([0-3]\d)(?!\d)", name)
    return read_date(f"{found[1]}-{found[3]}-{found[4]}") if found else ""
