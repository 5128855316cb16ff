"""Days as a table and a chart for a terminal. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

from readers.day import Day

WIDTH = 40
TOP = 10
LEAST = 20
"""A day below this many visitors is never called unusual."""
FACTOR = 5
"""Unusual: further above the median than this many times the days' median distance from it."""


def unusual(days: Sequence[Day]) -> list[Day]:
    """Return the days with far more visitors than most; of less than a week none."""
    if len(days) < 7:
        return []
    middle = median(day.visitors for day in days)
    spread = max(1.0, median(abs(day.visitors - middle) for day in days))
    return [day for day in days if day.visitors >= LEAST and day.visitors - middle > FACTOR * spread]


def _first(counts: dict[str, int]) -> str:
    return next(iter(counts), "")


def chart(days: Sequence[Day]) -> list[str]:
    """Return a bar for each day, oldest first."""
    most = max((day.visitors for day in days), default=0)
    marked = {day.date for day in unusual(days)}
    lines = []
    for day in days:
        bar = "#" * (-(-day.visitors * WIDTH // most) if most else 0)
        note = f"  unusual: {_first(day.pages)} {_first(day.sites)}".rstrip() if day.date in marked else ""
        lines.append(f"{day.date}  {day.visitors:>6}  {bar}{note}")
    return lines


def total(days: Sequence[Day], name: str) -> Counter[str]:
    """Return a kind of counts over all days."""
    found: Counter[str] = Counter()
    for day in days:
        found.update(getattr(day, name))
    return found


def table(title: str, counts: Counter[str]) -> list[str]:
    """Return the largest of a kind, or nothing where there are none."""
    if not counts:
        return []
    return ["", title, *(f"{number:>8}  {name}" for name, number in counts.most_common(TOP))]


def subscribers(days: Sequence[Day]) -> Counter[str]:
    """Return each service's subscribers on the last day that had it: they are not added up over days."""
    found: Counter[str] = Counter()
    for day in days:
        found.update({name: number - found[name] for name, number in day.feeds.items()})
    return found


def report(days: Sequence[Day]) -> str:
    """Return all for people."""
    if not days:
        return "No day is counted yet. The first one is tomorrow's, or ask with --days 1 for today."
    visits, views, bots = (sum(getattr(day, name) for day in days) for name in ("visitors", "views", "bots"))
    period = f"{len(days)} days until {days[-1].date} (UTC)"
    return "\n".join(
        [
            f"{period}: {visits} visits (visitors of each day, added up), {views} pages read, {bots} pages to bots",
            "",
            *chart(days),
            *table("pages", total(days, "pages")),
            *table("sites that readers came from", total(days, "sites")),
            *table("countries (visits)", total(days, "countries")),
            *table("feed readers (subscribers)", subscribers(days)),
        ]
    )
