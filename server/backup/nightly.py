"""A backup by the server itself, each night: without the laptop's state, for a key that the server does not have."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from alarm.look import secrets
from backup import archive, record
from backup.collect import make
from backup.upload import put
from shared.errors import UserError

END = bytes(1024)
"""Of an archive."""


def file_name(stack: str, at: str) -> str:
    """Return the name of a backup's file; cli/backup/folder.ts has the same. Pure."""
    return f"freehold-{stack}-{at.replace(':', '')}.tar.age"


def _encrypted(folder: Path, names: list[str], recipient: str, out: Path) -> None:
    """Write the archive of these files, encrypted as it is made. Raises UserError."""
    with out.open("xb") as file:
        words = ["age", "--encrypt", "--recipient", recipient]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=file) as age:
            if age.stdin is None:
                raise ValueError("started without a pipe")
            archive.write(folder, names, age.stdin)
            age.stdin.write(END)
    if age.returncode != 0:
        raise UserError("FH-BACKUP-AGE", f"age ended with status {age.returncode} (see above)")


def nightly(folder: Path) -> str:
    """Make and send one where the settings say so. Returns a line for the journal. Raises UserError."""
    url, recipient = (secrets().get(name, "") for name in ("backupUrl", "backupRecipient"))
    if not url or not recipient:
        return "no backupUrl: nothing to send"
    stack = os.uname().nodename.removeprefix("freehold-")
    names = make(folder, stack, [])
    about = json.loads((folder / archive.MANIFEST).read_text(encoding="utf-8"))
    path = folder / file_name(stack, about["at"])
    _encrypted(folder, names, recipient, path)
    if reason := put(url, path):
        raise UserError("FH-BACKUP-UPLOAD", f"the backup was not taken: {reason}")
    record.note(json.dumps({"at": about["at"], "bytes": path.stat().st_size, "release": about["live"]}))
    return f"sent {path.stat().st_size} bytes of release {about['live'][:12]}"
