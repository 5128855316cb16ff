"""`app/checks`: the author's own words of what the site must show, a line for each: path and expected text. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

PATH = "app/checks"
MAX_BYTES = 8 * 1024
MAX_CHECKS = 20
MAX_TEXT = 200
ADDRESS = re.compile(r"/(?!/)[!-\"$-~]{0,299}", re.ASCII)
# The lease has a word for a failed check, so a check of the lease would fail for good once it failed.
LEASE = "/.well-known/freehold/"


class Check(NamedTuple):
    """``line``: of app/checks, from 1. ``path``: with its query string. ``text``: what the body must have."""

    line: int
    path: str
    text: str


def problem(path: str, text: str) -> str:
    """Return why a line is no check, or nothing."""
    if not ADDRESS.fullmatch(path) or path.startswith(LEASE):
        return (
            f"{path[:60]!r} is no path that can be checked; expected one such as /about, in printable ASCII, "
            "at most 300 characters, without #"
        )
    if not text or len(text) > MAX_TEXT or not text.isprintable():
        return f"expected a path, a space and 1 to {MAX_TEXT} printable characters that the page there must contain"
    return ""


def parse(source: str) -> tuple[list[Check], list[str]]:
    """Return the checks and what is wrong, with codes and line numbers. Empty lines and comments (#) are left out."""
    checks, problems = [], []
    for number, line in enumerate(source.split("\n"), 1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        path, _, rest = words.partition(" ")
        text = rest.strip()
        if why := problem(path, text):
            problems.append(f"FH-CHECK-LINE: {PATH}:{number}: {why}")
        else:
            checks.append(Check(number, path, text))
    if len(checks) > MAX_CHECKS:
        problems.append(f"FH-CHECK-COUNT: {PATH} has {len(checks)} checks; at most {MAX_CHECKS} are made")
    return checks, problems
