"""One line of nginx' access log (nginx/conf/access-log.conf), and what kind of reader it is of. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["reader", "feed", "bot"]

FEEDS = re.compile(r"/(?:feed|rss|atom|index)(?:\.xml)?/?|/feeds?/.*|.*/feed/?|.*\.(?:rss|atom)")
# What is fetched along with a page, or by programs only. A page is everything else that answered 200 or 304.
NO_PAGE = re.compile(
    r"/(?:static|\.well-known)/.*|/(?:favicon\.ico|robots\.txt|sitemap\.xml|release\.json|csp-report|healthz)"
)
SUBSCRIBERS = re.compile(r"(\d{1,7}) subscribers?\b")
# Browsers begin so, and so do programs that name themselves behind it.
BROWSER = re.compile(r"(?:Mozilla/[45]\.0 \(|Opera/)", re.ASCII)
BOT = re.compile(
    r"bot\b|bot[/ _-]|crawl|spider|slurp|scan|monitor|uptime|pingdom|check|fetch|headless|phantom|lighthouse"
    r"|preview|facebookexternalhit|archive|validator|python|curl|wget|https?client|compatible;(?! MSIE)|\+https?:",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A request, or ``requests`` alike ones of which one was logged."""

    requests: int
    network: str
    method: str
    path: str
    status: int
    referrer: str
    agent: str


def parse(text: str) -> Line | None:
    """Return the request that a line is of, or None for any other text in nginx' log."""
    if not text.startswith('{"time"'):
        return None
    try:
        found = json.loads(text)
        return Line(
            max(1, int(found["requests"])),
            str(found["network"]),
            str(found["method"]),
            str(found["path"]),
            int(found["status"]),
            str(found["referrer"]),
            str(found["agent"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def is_feed(path: str) -> bool:
    """Return whether an address is a feed's."""
    return FEEDS.fullmatch(path) is not None


def is_page(line: Line) -> bool:
    """Return whether somebody got a page by this request."""
    return line.method == "GET" and line.status in (200, 304) and NO_PAGE.fullmatch(line.path) is None


def kind(line: Line) -> Kind:
    """Return whose request it is: a feed reader's by its address, a browser's by its agent, else a bot's."""
    if is_feed(line.path):
        return "feed"
    return "reader" if _is_browser(line.agent) else "bot"


@lru_cache(4096)
def _is_browser(agent: str) -> bool:
    return bool(BROWSER.match(agent)) and not BOT.search(agent)


def subscribers(agent: str) -> tuple[str, int] | None:
    """Return the name and the number of a service that fetches for many ("Feedly/1.0 (…; 12 subscribers)"), or None."""
    found = SUBSCRIBERS.search(agent)
    return (re.split(r"[/ (]", agent, maxsplit=1)[0], int(found[1])) if found else None
