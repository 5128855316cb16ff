"""The page as a reader has it: past the cache, through the published port."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass

from release.processes import output
from release.steps import NOT_WELL, Refused, say

SECONDS = 60
# How often in a row: more where tasks were replaced, for each answer is of one task.
AGREED, AGREED_WITHOUT_TASKS = 10, 2
ADDRESS = "http://127.0.0.1"
# What answers was pushed, too: it may never end.
CURL = ("-s", "-S", "--max-time", "10", "--max-filesize", "20000000", "-H", "X-Freehold-Check: 1", "-o")
PAGE = "%{http_code} %header{x-freehold-app} %header{x-freehold-content}\\n"


@dataclass(frozen=True)
class Seen:
    """``pages``: status, app and content of each answer of `/`. ``about``: the text of release.json. ``apps``: of `/healthz`."""

    pages: tuple[str, ...]
    about: str
    apps: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        """The first answer of `/`."""
        return self.pages[0] if self.pages else ""


def command(address: str, times: int, app: bool) -> list[str]:
    """Return the command of one curl, whose start takes longer than all its requests. It ends where one fails. Pure."""
    words = ["curl", "--fail-early"]
    for path in ("/",) * times + ("/healthz",) * (times if app else 0):
        words += [*CURL, "/dev/null", "-w", PAGE, f"{address}{path}", "--next"]
    return [*words, *CURL, "-", f"{address}/release.json"]


def fetch(address: str = ADDRESS, times: int = 1, app: bool = False) -> Seen:
    """Fetch the page that often, then as often the app behind it, which nginx asks for no page; and release.json."""
    words = command(address, times, app)
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as curl:
        text = output(curl).read(1000 + 400 * times).decode("utf-8", "replace")
        curl.kill()
    both = 2 * times if app else times
    lines = [line.strip()[:300] for line in text.split("\n", both)]
    return Seen(tuple(lines[:times]), "".join(lines[both:]), tuple(lines[times:both]))


def wrong(seen: Seen, about: str, content: str) -> str:
    """Return the first answer that is of another release, or nothing. ``about``: release.json's text. Pure.

    An app that does not name its release (docs/your-app.md) is known by its tasks alone, which were waited for; an nginx
    that does not name its content, by the app.
    """
    app = json.loads(about)["app"]
    right = {f"200 {app}", *((f"200 {app} {content}", f"200  {content}") if content else ("200",))}
    from_app = (f"200 {app}", f"200 {app} {content}")
    found = [*(one for one in seen.pages if one not in right), *(one for one in seen.apps if one not in from_app)]
    return next(iter(found), "" if seen.about == about.strip() else seen.about or "no release.json")


def shows(seen: Seen, about: str, content: str = "") -> bool:
    """Return whether all that was seen is of that release and that content. Pure."""
    return not wrong(seen, about, content)


def await_page(about: str, content: str = "", times: int = AGREED) -> None:
    """Fetch until all of that many answers in a row are of this release. Raises Refused."""
    deadline = time.monotonic() + SECONDS
    while not shows(seen := fetch(times=times, app=bool(content)), about, content):
        if time.monotonic() > deadline:
            expected = f"200 {json.loads(about)['app']} {content}".strip()
            say(f'The page does not show this release: expected "{expected}", found "{wrong(seen, about, content)}".')
            raise Refused(NOT_WELL)
        time.sleep(0.1)
