"""The words of the lease: what is not well, in one public word each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from release.health import Problem

# What of the site's own problems (release/health.py) has another word than "page". docs/when-something-is-wrong.md has all.
WORD_OF = {
    "FH-DOCKER-CONFIG": "config",
    "FH-UNIT-DAMAGED": "config",
    "FH-STATE-RECORDS": "",
    "FH-STATE-LIVE": "release",
    "FH-STATE-MAIN": "release",
    "FH-RELEASE-INTERRUPTED": "release",
}


@dataclass(frozen=True)
class Trouble:
    """What is not well. ``word`` is public; ``text`` and ``do`` go to the operator alone."""

    word: str
    text: str
    do: str


def causes(found: Sequence[Trouble]) -> list[Trouble]:
    """Return what was found without the author's checks where the page itself is away: one fault is one message. Pure."""
    away = any(one.word == "page" for one in found)
    return [one for one in found if not (away and one.word == "check")]


def of_problems(found: Sequence[Problem]) -> list[Trouble]:
    """Return one trouble for each word, the cause before its effects. Pure."""
    troubles: dict[str, Trouble] = {}
    for one in found:
        word = WORD_OF.get(one.code, "page")
        if word:
            troubles.setdefault(word, Trouble(word, f"{one.code}: {one.text}", one.do))
    return list(troubles.values())
