"""What `upkeep` does: packages that nothing else upgrades, base images, the live release's images, a reboot where one is asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from release.places import LIBRARY
from release.server import Server
from release.session import session
from release.site_main import bring_back
from release.steps import Refused, reason_of, say
from upkeep import newer, window
from upkeep.images import RolledBack, patch

USAGE = "usage: upkeep [due]"
REBOOT = Path("/var/run/reboot-required")


def host() -> str:
    """Upgrade the server's own packages. Raises Refused."""
    if subprocess.run([str(LIBRARY / "upkeep/host-packages")], check=False).returncode != 0:
        raise Refused("FH-UPKEEP-PACKAGES: the server's packages could not be upgraded: journalctl -u freehold-upkeep")
    return ""


def site() -> str:
    """Bring the live release's images up to date. Docker may have been restarted just now: the site is made whole first."""
    with session():
        bring_back()
        return patch(Server())


def in_turn(parts: Sequence[Callable[[], str]]) -> tuple[str, str]:
    """Do each part, whichever fails before it. Returns the result (window.py), and what was done or what failed."""
    done, failed, result = [], [], "well"
    for part in parts:
        try:
            done.append(part())
        except Exception as error:  # noqa: BLE001 (whatever it was, the next part is still due)
            say(f"REFUSED: {error}")
            failed.append(reason_of(error))
            result = "refused" if isinstance(error, RolledBack) and result == "well" else "failed"
    return result, "; ".join(failed or filter(None, done))


def run() -> int:
    """Do all of it and remember how it went. Returns a status."""
    begun = window.begun()
    window.note(begun)
    result, text = in_turn([host, site, newer.look])
    window.note(replace(begun, result=result, text=text))
    say(f"upkeep: {result}: {text}")
    if REBOOT.exists():
        say(f"rebooting: {REBOOT.read_text(encoding='utf-8', errors='replace').strip()}")
        subprocess.run(["systemctl", "reboot"], check=False)
    return 0 if result == "well" else 1


def main(words: Sequence[str]) -> int:
    """Run ``upkeep [due]``, under the lock of the author's side. ``due``: what the timer asks each day."""
    if list(words) == ["alone"]:
        return run()
    if list(words) not in ([], ["due"]):
        print(USAGE, file=sys.stderr)
        return 2
    if words and not window.due_now():
        return 0
    sys.stdout.flush()
    alone = [str(LIBRARY / "release/alone"), str(LIBRARY / "upkeep/upkeep"), "alone"]
    return subprocess.run(alone, env={**os.environ, "FREEHOLD_AUTHOR": "upkeep"}, check=False).returncode
