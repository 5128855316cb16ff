"""The server's own files and units, put back from what `up` sent last."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from shared.bundle import BUNDLE, bring, of_bundle
from shared.files import sync_folder
from shared.locks import Busy, held

SETUP = "freehold-setup.service"
LOCK = "/run/freehold-setup.lock"


def put_back(root: str = "") -> list[str]:
    """Bring every file that is not as the last bundle has it. Returns a line for each.

    Raises Busy while setup or `apply` is at work, FileNotFoundError where no bundle came yet.
    """
    with held(root + LOCK, 0):
        lines = list(bring(of_bundle(Path(root + BUNDLE).read_bytes()), root))
        sync_folder(root + "/etc/systemd/system")
    return lines


def restart_setup(wait: bool) -> int:
    """Let systemd read the units anew, and setup enable and start them. Returns a status."""
    subprocess.run(["systemctl", "daemon-reload"], check=False)
    quick = [] if wait else ["--no-block"]
    return subprocess.run(["systemctl", "restart", *quick, SETUP], check=False).returncode


def repair(wait: bool) -> int:
    """Put files back and run setup. ``wait``: until that has ended. Prints what was done; returns a status."""
    try:
        lines = put_back()
    except Busy:
        print("setup is at work", flush=True)
        return 0
    except FileNotFoundError:
        print("FH-BUNDLE-NONE: no `npm run up` has brought files here yet; run it", flush=True)
        return 0
    print("\n".join(lines) or "every file is as `up` sent it", flush=True)
    return restart_setup(wait)


def main() -> int:
    """Run ``repair``, as root: what `npm run repair` asks for."""
    status = repair(wait=True)
    print("setup has run" if status == 0 else f"FH-SETUP-FAILED: see journalctl -u {SETUP}", file=sys.stderr)
    return status
