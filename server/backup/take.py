"""Takes a backup in on a new server: the history beside the one release that was pushed to it."""

from __future__ import annotations

import datetime
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from backup.collect import SECONDS, days_of
from readers.store import FOLDER as READERS
from release import git, records, state
from release.places import UPLOADS
from release.processes import confined
from release.records import Entry
from shared.errors import UserError
from shared.files import read_text, write_whole
from shared.locks import SHARED, held


def refusal(live: str, here: str, entries: Sequence[Entry]) -> str:
    """Return why this server does not take a backup of that live commit, or nothing. Pure.

    A new server has no release but this one, which was pushed to it a moment ago.
    """
    if here != live:
        return f"this server serves {here[:12] or 'nothing'}, the backup has {live[:12]}"
    others = sorted({one.release[:12] for one in entries if one.result == "live" and one.release != live})
    return f"this server has releases of its own: {', '.join(others)}" if others else ""


def joined(before: Sequence[Entry], here: Sequence[Entry]) -> list[Entry]:
    """Return the backup's list with this server's after it; an entry that is in both is there once. Pure."""
    return [*before, *(one for one in here if one not in before)]


def _fetch(path: Path) -> None:
    """Take the kept releases of a bundle into the repository, checked as a push is. Raises UserError."""
    shutil.chown(path, "author")
    path.chmod(0o400)
    path.parent.chmod(0o711)
    kept = f"{git.KEPT}*:{git.KEPT}*"
    words = ("-c", "fetch.fsckObjects=true", "fetch", "--quiet", "--no-tags", str(path), kept)
    with held(UPLOADS, kind=SHARED):
        status = confined(SECONDS, git.command(*words), stdin=subprocess.DEVNULL).wait()
    if status != 0:
        raise UserError(
            "FH-RESTORE-BUNDLE", f"git did not take the repository of the backup (status {status}, see above)"
        )


def _is_date(text: str) -> bool:
    try:
        return str(datetime.date.fromisoformat(text)) == text
    except ValueError:
        return False


def take(folder: Path, live: str) -> str:
    """Take in what was unpacked and checked. Whoever calls holds both locks. Returns a line. Raises UserError."""
    before = records.parse(read_text(folder / "releases.jsonl") or "")
    here = records.read()
    taken = bool(before) and before[-1] in here
    if not taken and (reason := refusal(live, state.live_release(), here)):
        raise UserError("FH-RESTORE-NOT-EMPTY", reason)
    _fetch(folder / "site.bundle")
    days = {date: text for date, text in days_of(read_text(folder / "readers.jsonl") or "").items() if _is_date(date)}
    for date, text in days.items():
        if not (READERS / f"{date}.json").exists():
            write_whole(READERS / f"{date}.json", text + "\n")
    # Last: with it the server is not empty any more.
    entries = joined(before, here)
    records.write(entries)
    git.keep_only(records.ready(entries, live))
    return f"took {len(before)} entries of the list of releases and {len(days)} days of readers"
