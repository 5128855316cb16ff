"""The author's own checks (`app/checks`) of what the site shows: fetched as a reader does, past the cache."""

from __future__ import annotations

import html
import http.client
import json
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from policy.checks import Check
from release.page import ADDRESS
from release.places import RELEASES
from release.steps import Refused, say, step
from shared.files import read_json

FILE = "checks.json"
# Seconds for one answer, for all of them, and until a release's checks must have held.
ONE, ALL, RELEASE = 5, 30, 20
# Bytes of a body that are searched.
MAX_BODY = 4 * 1024 * 1024


def write(home: Path, checks: Sequence[Sequence[object]]) -> None:
    """Write a release's checks into its folder; no file where there are none."""
    if checks:
        (home / FILE).write_text(json.dumps(checks, ensure_ascii=False) + "\n", encoding="utf-8")


def of_release(commit: str) -> list[Check]:
    """Return the checks of a prepared release; none where its file is missing or damaged."""
    try:
        return [
            Check(int(line), str(path), str(text)) for line, path, text in read_json(RELEASES / commit / FILE) or ()
        ]
    except (TypeError, ValueError):
        return []


def fetch(address: str, path: str, deadline: float) -> tuple[int, str]:
    """Return status and body of one page. Raises OSError and http.client.HTTPException, TimeoutError after the deadline."""
    parts = urlsplit(address)
    link = http.client.HTTPConnection(str(parts.hostname), parts.port or 80, timeout=ONE)
    try:
        link.request("GET", path, headers={"X-Freehold-Check": "1", "User-Agent": "freehold-check"})
        answer = link.getresponse()
        body = b""
        while len(body) < MAX_BODY and (piece := answer.read1(65536)):
            body += piece
            if time.monotonic() > deadline:
                raise TimeoutError("timed out")
        return answer.status, body.decode("utf-8", "replace")
    finally:
        link.close()


def wrong(check: Check, status: int, body: str) -> str:
    """Return why an answer is not as the check has it, or nothing. `&amp;` in the page is `&` in a check. Pure."""
    if status != 200:
        return f"found status {status}, expected 200"
    if check.text not in body and check.text not in html.unescape(body):
        return f"the page does not contain {check.text!r}"
    return ""


def failed(checks: Sequence[Check], address: str = ADDRESS) -> list[str]:
    """Make all checks. Returns a line for each that does not hold; takes at most about ``ALL`` seconds."""
    end, found = time.monotonic() + ALL, []
    for check in checks:
        now = time.monotonic()
        try:
            why = "not fetched: the checks before it took too long" if now > end else ""
            why = why or wrong(check, *fetch(address, check.path, min(end, now + ONE)))
        except (OSError, http.client.HTTPException) as error:
            why = f"no answer: {str(error) or type(error).__name__}"
        if why:
            found.append(f"line {check.line}: {check.path}: {why}")
    return found


def hold(commit: str) -> None:
    """Await that all checks of the release that is shown hold. Raises Refused with the first that does not."""
    checks = of_release(commit)
    if not checks:
        return
    step(f"making the {len(checks)} check{'s' if len(checks) > 1 else ''} of app/checks")
    end = time.monotonic() + RELEASE
    while lines := failed(checks):
        if time.monotonic() > end:
            say("\n".join(f"app/checks, {line}" for line in lines))
            raise Refused(f"FH-CHECK-FAILED: app/checks, {lines[0]}")
        time.sleep(0.5)
