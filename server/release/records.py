"""The list of releases, /var/lib/freehold/releases.jsonl: one JSON object a line, oldest first, the last 500."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from release.places import STATE
from shared.errors import UserError
from shared.files import read_text, write_whole

READY = 5
KEPT_LINES = 500
ID = re.compile(r"[0-9a-f]{40}", re.ASCII)


@dataclass(frozen=True)
class Entry:
    """One try. ``how``: push, rollback, boot, unpublish or upkeep. ``result``: live or refused. ``at``: UTC.

    ``reason``: why it was refused, or what upkeep brought. ``attempt`` is told once.
    """

    release: str
    author: str
    how: str
    result: str
    seconds: int
    at: str
    reason: str = ""
    attempt: str = ""


def parse(text: str) -> list[Entry]:
    """Return every whole entry; what a power failure or a hand damaged is skipped."""
    entries = []
    for line in text.splitlines():
        try:
            fields = json.loads(line)
            entry = Entry(
                release=str(fields["release"]),
                author=str(fields["author"]),
                how=str(fields["how"]),
                result=str(fields["result"]),
                seconds=int(fields["seconds"]),
                at=str(fields["at"]),
                reason=str(fields.get("reason", "")),
                attempt=str(fields.get("attempt", "")),
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            continue
        if ID.fullmatch(entry.release):
            entries.append(entry)
    return entries


def read() -> list[Entry]:
    """Return the server's list."""
    return parse(read_text(STATE / "releases.jsonl") or "")


def damaged_lines() -> int:
    """Return how many lines of the server's list are no entry."""
    text = read_text(STATE / "releases.jsonl") or ""
    return len(text.splitlines()) - len(parse(text))


def shown(entry: Entry) -> dict[str, str | int]:
    """Return the entry as it is written: without what is empty."""
    return {key: value for key, value in asdict(entry).items() if value != ""}


def add(entry: Entry) -> None:
    """Append an entry, whole or not at all; one of the same attempt and result is there only once."""
    entries = read()
    if entry.attempt and any(e.attempt == entry.attempt and e.result == entry.result for e in entries):
        return
    write([*entries, entry])


def write(entries: Sequence[Entry]) -> None:
    """Replace the list by the last 500 of these, whole or not at all."""
    lines = [json.dumps(shown(e), ensure_ascii=False) + "\n" for e in entries[-KEPT_LINES:]]
    write_whole(STATE / "releases.jsonl", "".join(lines))


def since_unpublish(entries: Sequence[Entry]) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """Return the entries from the last unpublished post on, and those before it, which no rollback may name. Pure."""
    cuts = [at for at, entry in enumerate(entries) if entry.how == "unpublish" and entry.result == "live"]
    return (entries[cuts[-1] :], entries[: cuts[-1]]) if cuts else (entries, [])


def history(entries: Sequence[Entry]) -> list[str]:
    """Return what was live, each above the one it replaced, without what was rolled back from. The live one is last. Pure.

    A rollback takes away all above its target, an unpublished post all below it. To name something that is not there is to
    put it on top.
    """
    stack: list[str] = []
    for entry in since_unpublish(entries)[0]:
        if entry.result != "live":
            continue
        if entry.release in stack:
            if entry.how == "push":
                stack.remove(entry.release)
            else:
                del stack[stack.index(entry.release) :]
        stack.append(entry.release)
    return stack


def previous(entries: Sequence[Entry], live: str) -> str:
    """Return what was live before the live one, or nothing. Pure."""
    stack = history(entries)
    below = stack[: stack.index(live)] if live in stack else stack
    return below[-1] if below else ""


def ready(entries: Sequence[Entry], live: str) -> list[str]:
    """Return the ids that stay ready, at most five: the live one, the one before it, and the last that went live. Pure."""
    recent: list[str] = []
    for entry in since_unpublish(entries)[0]:
        if entry.result == "live":
            if entry.release in recent:
                recent.remove(entry.release)
            recent.append(entry.release)
    first = [one for one in (live, previous(entries, live)) if one]
    others = [one for one in reversed(recent) if one not in first]
    return [*first, *others][:READY]


def find(entries: Sequence[Entry], live: str, prefix: str) -> str:
    """Return the one ready release whose id begins so. Raises UserError with a sentence."""
    found = [one for one in ready(entries, live) if one.startswith(prefix)]
    if len(found) == 1:
        return found[0]
    kept = ", ".join(one[:12] for one in ready(entries, live)) or "none"
    if not found and any(entry.release.startswith(prefix) for entry in since_unpublish(entries)[1]):
        raise UserError(
            "FH-ROLLBACK-UNPUBLISHED",
            f"{prefix} is a release of before a post was unpublished, and would bring it back. Ready are: {kept}.",
        )
    problem = "more than one ready release begins" if found else "no ready release begins"
    raise UserError("FH-ROLLBACK-UNKNOWN", f"{problem} with {prefix}. Ready are: {kept}.")


def table(entries: Sequence[Entry], live: str) -> str:
    """Return the last twenty for people, newest first, a star at the live one."""
    if not entries:
        return "Nothing was released yet."
    lines = [f"  {'release':<13} {'when (UTC)':<17} {'who':<20} {'how':<9} {'took':>6}  result"]
    for e in reversed(entries[-20:]):
        mark = "*" if e.release == live and e.result == "live" else " "
        result = e.result + (f": {e.reason}" if e.reason else "")
        lines.append(
            f"{mark} {e.release[:12]:<13} {e.at[:16].replace('T', ' '):<17} {e.author[:20]:<20} "
            f"{e.how:<9} {e.seconds:>4} s  {result}"
        )
    return "\n".join(lines)
