"""What is remembered from minute to minute: which word is bad for how long, and what the operator was told. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from alarm.word import Trouble

BAD_MINUTES = 2
"""Consecutive minutes after which a word counts: what the watchdog repairs at its first try is no news."""
SILENCE = 3600
"""Seconds in which a word is told at most once, so that one that comes and goes does not fill a mailbox."""


@dataclass(frozen=True)
class Word:
    """``minutes``: bad ones in a row. ``told``: when a message said bad, in seconds since 1970. ``open``: no all-clear yet."""

    minutes: int = 0
    since: int = 0
    told: int = 0
    open: bool = False
    text: str = ""
    do: str = ""


@dataclass(frozen=True)
class State:
    """``words`` by name; ``release``: the time of the last record that was looked at; ``beat``: of the last heartbeat."""

    words: dict[str, Word] = field(default_factory=dict)
    release: str = ""
    beat: int = 0


@dataclass(frozen=True)
class Message:
    """What the operator is told. ``kind``: problem, well, release or test."""

    kind: str
    word: str
    text: str
    do: str = ""


def from_data(data: Any) -> State:
    """Return a state as it was written; a damaged one begins anew."""
    try:
        words = {str(name): Word(**word) for name, word in data["words"].items()}
        return State(words, str(data["release"]), int(data["beat"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return State()


def to_data(state: State) -> dict[str, Any]:
    """Return what is written."""
    return asdict(state)


def looked(state: State, troubles: Sequence[Trouble], now: int) -> State:
    """Return the state after a look."""
    words = {
        name: replace(word, minutes=0) for name, word in state.words.items() if word.open or now - word.told < SILENCE
    }
    for one in troubles:
        before = state.words.get(one.word, Word())
        since = before.since if before.minutes else now
        words[one.word] = replace(before, minutes=before.minutes + 1, since=since, text=one.text, do=one.do)
    return replace(state, words=words)


def bad(state: State) -> list[str]:
    """Return the words of the lease, sorted."""
    return sorted(name for name, word in state.words.items() if word.minutes >= BAD_MINUTES)


def due(state: State, now: int) -> list[Message]:
    """Return the messages about words that are to be sent now."""
    found = []
    for name, word in sorted(state.words.items()):
        if word.minutes >= BAD_MINUTES and not word.open and now - word.told >= SILENCE:
            found.append(Message("problem", name, word.text, word.do))
        elif word.open and word.minutes == 0:
            found.append(Message("well", name, f"{name} is well again (it was: {word.text})"))
    return found


def told(state: State, sent: Iterable[Message], now: int) -> State:
    """Return the state after messages were taken; those that were not are due again."""
    words = dict(state.words)
    for one in sent:
        if one.kind == "problem":
            words[one.word] = replace(words[one.word], told=now, open=True)
        elif one.kind == "well":
            words[one.word] = replace(words[one.word], open=False)
    return replace(state, words=words)
