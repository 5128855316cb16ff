"""What `backup` does, for the operator alone: a backup has the certificate's key, so authors have no word for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from backup import archive, record
from backup.collect import make
from backup.manifest import parse_request
from backup.nightly import nightly
from backup.take import take
from release.cgroups import limit_work
from release.places import LIBRARY, RUN, STATE
from release.session import session
from release.steps import Refused
from shared.errors import UserError
from shared.files import write_whole
from shared.locks import Busy, held

USAGE = "usage: backup create < REQUEST | done < RECORD | take < ARCHIVE | pretend URL | nightly"
URL = Path("/etc/freehold/url")
LIMIT = 65536


def _in_folder(work: Callable[[Path], None]) -> None:
    """Run it with an empty folder, which goes with what a killed run left. Raises UserError where one is at work."""
    try:
        with held(RUN / "backup.lock", 0):
            for left in STATE.glob("backup.*.d"):
                shutil.rmtree(left, ignore_errors=True)
            folder = Path(tempfile.mkdtemp(prefix="backup.", suffix=".d", dir=STATE))
            try:
                work(folder)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except Busy:
        raise UserError("FH-BACKUP-BUSY", "another backup or restore is at work on this server") from None


def create() -> None:
    """Write a backup without the laptop's members to the standard output."""
    stack, others = parse_request(sys.stdin.read(LIMIT))
    limit_work()

    def work(folder: Path) -> None:
        archive.write(folder, make(folder, stack, others), sys.stdout.buffer)

    _in_folder(work)


def take_in() -> None:
    """Take in what comes by the standard input. Runs within the turn (`alone`), so no release is at work."""

    def work(folder: Path) -> None:
        live = archive.read(sys.stdin.buffer, folder)
        with session():
            print(take(folder, live))

    _in_folder(work)


def pretend(url: str) -> None:
    """Render the site as for another address: a drill compares it with the site that is there."""
    lines = URL.read_text(encoding="utf-8").splitlines()
    write_whole(URL, "\n".join([url, *lines[1:]]) + "\n")
    subprocess.run([str(LIBRARY / "certificate/certificate")], check=True)


def main(words: Sequence[str]) -> int:
    """Run one word. Status 1 with one sentence where it is refused, 2 for words that are none of ours."""
    os.umask(0o077)
    work: dict[tuple[str, ...], Callable[[], None]] = {
        ("create",): create,
        ("done",): lambda: record.note(sys.stdin.read(LIMIT)),
        ("take", "alone"): take_in,
        ("nightly",): lambda: _in_folder(lambda folder: print(nightly(folder))),
    }
    if tuple(words) == ("take",):
        command = [str(LIBRARY / "release/alone"), str(LIBRARY / "backup/backup"), "take", "alone"]
        return subprocess.run(command, check=False).returncode
    if len(words) == 2 and words[0] == "pretend":
        work[tuple(words)] = lambda: pretend(words[1])
    if tuple(words) not in work:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        work[tuple(words)]()
    except (UserError, Refused) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"FH-BACKUP-STEP: {error}", file=sys.stderr)
        return 1
    return 0
