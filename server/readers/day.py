"""What is kept of one day: numbers, addresses of the site, and names of other sites."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from readers.lines import is_page, kind, parse, subscribers
from readers.visitors import Visitors

SHOWN = 50
"""Names kept of each kind: a day is a few kB."""
HELD = 4096
"""Different names counted: what an own app answers, and what readers say, may be endless."""

Counts = dict[str, int]


@dataclass(frozen=True)
class Day:
    """A day (UTC). ``pages``, ``sites``, ``countries``, ``feeds``: the SHOWN largest by name.

    Attributes:
        visitors: distinct pairs of network and browser.
        views: pages that browsers got.
        bots: pages that programs got.
        feeds: subscribers by service; feed readers that fetch for one reader are "others".
        countries: visitors by country's two letters; empty without the table.
    """

    date: str
    visitors: int = 0
    views: int = 0
    bots: int = 0
    pages: Counts = field(default_factory=dict)
    sites: Counts = field(default_factory=dict)
    countries: Counts = field(default_factory=dict)
    feeds: Counts = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """Return it as it is written."""
        return asdict(self)


def from_data(data: Any) -> Day | None:
    """Return a written day, or None for what is damaged."""
    try:
        counts = [
            {str(key): int(value) for key, value in data[name].items()}
            for name in ("pages", "sites", "countries", "feeds")
        ]
        return Day(str(data["date"]), int(data["visitors"]), int(data["views"]), int(data["bots"]), *counts)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _count(counts: Counter[str], name: str, number: int) -> None:
    if name in counts or len(counts) < HELD:
        counts[name] += number


def _largest(counts: Mapping[str, int]) -> Counts:
    return dict(Counter(counts).most_common(SHOWN))


def summary(
    date: str, lines: Iterable[str], own: str, countries: Callable[[Mapping[str, int]], Mapping[str, int]]
) -> Day:
    """Summarise a day's log. Memory does not grow with the log.

    Args:
        date: the day, 2026-11-25.
        lines: of nginx' log, also others.
        own: the blog's own origin ("https://blog.example.org"): no site that readers came from.
        countries: visitors by country from visitors by network.
    """
    seen, readers, bots = Visitors(), 0, 0
    pages: Counter[str] = Counter()
    sites: Counter[str] = Counter()
    services: dict[str, int] = {}
    single = Visitors()
    for text in lines:
        line = parse(text)
        if line is None or not is_page(line):
            continue
        who = kind(line)
        if who == "feed":
            service = subscribers(line.agent)
            if service is None:
                single.add(line.network, line.agent)
            elif service[0] in services or len(services) < HELD:
                services[service[0]] = max(service[1], services.get(service[0], 0))
        elif who == "bot":
            bots += line.requests
        else:
            readers += line.requests
            seen.add(line.network, line.agent)
            _count(pages, line.path, line.requests)
            if line.referrer and line.referrer != own:
                _count(sites, line.referrer, line.requests)
    feeds = {**services, **({"others": single.count()} if single.count() else {})}
    found = countries(seen.networks())
    return Day(date, seen.count(), readers, bots, _largest(pages), _largest(sites), _largest(found), _largest(feeds))
