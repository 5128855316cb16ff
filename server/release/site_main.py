"""What `site` and `settle` do: the site as `live` says, and `main` with it."""

from __future__ import annotations

import subprocess
import sys

from release import stack
from release.places import LIBRARY, RELEASES
from release.release_main import boot
from release.server import Server, heal_live, sweep
from release.session import ended, session
from release.transaction import recover


def bring_back() -> None:
    """Make the swarm and the site whole. Whoever calls holds both locks. Raises where that fails."""
    swarm = subprocess.run([str(LIBRARY / "swarm")], stdout=subprocess.PIPE, text=True, check=True).stdout
    if swarm.strip() == "made":
        stack.DEPLOYED.unlink(missing_ok=True)
    sweep()
    boot()


def site() -> int:
    """Repair the swarm, rebuild what is lost, deploy, complete or undo what was interrupted.

    After every boot, after setup, and whenever `watch` sees something broken. Does nothing where nothing was ever pushed.
    """
    RELEASES.mkdir(parents=True, exist_ok=True)

    def work() -> None:
        with session():
            bring_back()

    return ended(work)


def settle() -> int:
    """Wait for a running release, then complete or undo what was interrupted, and let `main` follow what is live."""

    def work() -> None:
        with session():
            heal_live()
            recover(Server())

    return ended(work)


def main(words: list[str]) -> int:
    """Run ``site``: by itself under the lock of the author's side (`alone`)."""
    if words != ["alone"]:
        sys.stdout.flush()
        return subprocess.run(
            [str(LIBRARY / "release/alone"), str(LIBRARY / "release/site"), "alone"], check=False
        ).returncode
    return site()
