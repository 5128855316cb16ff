"""The page as a reader has it: past the cache, through the published port."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass

from release.processes import output
from release.steps import NOT_WELL, Refused, say

SECONDS = 60
AGREED = 10
ADDRESS = "http://127.0.0.1"
# What answers was pushed, too: it may never end.
CURL = ("curl", "-s", "--max-time", "10", "--max-filesize", "20000000", "-H", "X-Freehold-Check: 1")


@dataclass(frozen=True)
class Seen:
    """``page``: the status of / and the app's header. ``about``: the text of release.json."""

    page: str
    about: str


def fetch(address: str = ADDRESS) -> Seen:
    """Fetch both halves of the page."""
    words = "%{http_code} %header{x-freehold-app}\n"
    command = [
        *CURL,
        "-S",
        "-o",
        "/dev/null",
        "-w",
        words,
        f"{address}/",
        "--next",
        *CURL[1:],
        f"{address}/release.json",
    ]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as curl:
        text = output(curl).read(1000).decode("utf-8", "replace")
        curl.kill()
    page, _, about = text.partition("\n")
    return Seen(page.strip()[:300], about.strip()[:300])


def shows(seen: Seen, about: str) -> bool:
    """Return whether both halves are of the release that ``about`` (release.json) names. Pure.

    An app that does not name its release (docs/your-app.md) is known by its tasks alone, which were waited for.
    """
    app = json.loads(about)["app"]
    return seen.page in (f"200 {app}", "200") and seen.about == about.strip()


def await_page(about: str) -> None:
    """Fetch until both halves are of this release ten times in a row. Raises Refused."""
    deadline, agreed = time.monotonic() + SECONDS, 0
    while agreed < AGREED:
        seen = fetch()
        if shows(seen, about):
            agreed += 1
            continue
        agreed = 0
        if time.monotonic() > deadline:
            app = json.loads(about)["app"]
            say(f'The page does not show this release: expected "200 {app}", found "{seen.page}".')
            raise Refused(NOT_WELL)
        time.sleep(0.3)
