"""The last backup that a laptop has whole, /var/lib/freehold/backup.json, and since when something is in none."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from release.places import STATE
from release.records import ID, Entry
from shared.errors import UserError
from shared.files import read_json, read_text, write_whole

FILE = STATE / "backup.json"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


@dataclass(frozen=True)
class Record:
    """``at``: when the backup was made (UTC). ``bytes``: size of the encrypted file. ``release``: what was live."""

    at: str
    bytes: int
    release: str


def _parsed(data: object) -> Record | None:
    if not isinstance(data, dict):
        return None
    at, size, release = data.get("at"), data.get("bytes"), data.get("release")
    good = isinstance(at, str) and isinstance(release, str) and isinstance(size, int)
    if not good or not MOMENT.fullmatch(str(at)) or not ID.fullmatch(str(release)):
        return None
    return Record(str(at), int(str(size)), str(release))


def last() -> Record | None:
    """Return the last good backup, or None where none was ever made."""
    return _parsed(read_json(FILE)) if read_text(FILE) is not None else None


def note(text: str) -> None:
    """Remember a backup that arrived whole. ``text``: JSON from the laptop. Raises UserError."""
    try:
        found = _parsed(json.loads(text))
    except (ValueError, RecursionError):
        found = None
    if found is None:
        raise UserError("FH-BACKUP-MANIFEST", "expected a time, a size and a commit")
    write_whole(FILE, json.dumps(asdict(found)) + "\n")


def unsaved_since(record: Record | None, entries: Sequence[Entry], expected: bool = False) -> str:
    """Return when the first release after the last backup became live, or nothing.

    ``expected``: there should be backups although there never was one. Pure.
    """
    if record is None and not expected:
        return ""
    before = record.at if record else ""
    later = [one.at for one in entries if one.result == "live" and one.at > before]
    return min(later, default="")
