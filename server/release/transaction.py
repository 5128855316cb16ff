"""A switch from one release to another, as a transaction over the files, tasks and refs that must agree.

1. The intent is written: what is live, what shall be, by whom, what will change.
2. The new release is shown (tasks, nginx' configuration, release.json), its page is fetched, and the author's checks are made.
3. `live` is written (by upkeep: the table of its images). This one rename decides: before it the switch is undone, after it completed.
4. The record is written, `main` follows, the intent goes.

Whoever finds an intent while nobody is at work (`watch`, a boot, the next push) calls `recover`. Nothing here knows Docker,
git or a disk: `Site` has the effects, and a test kills this program between any two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from release.records import Entry
from release.state import Intent
from release.steps import reason_of


class Site(Protocol):
    """The effects of a switch. Each may fail with an exception, or be the last thing this program did."""

    def live(self) -> str:
        """Return the release that is live, or nothing."""

    def decide(self, intent: Intent) -> None:
        """Let what the switch is for be what every repair and every boot brings back."""

    def decided(self, intent: Intent) -> bool:
        """Return whether that was done."""

    def intent(self) -> Intent | None:
        """Return the switch that has begun and not ended."""

    def set_intent(self, intent: Intent | None) -> None:
        """Write it, or forget it."""

    def show(self, commit: str, newer: Mapping[str, str] | None = None) -> None:
        """Make readers see that release. Does nothing where they do; builds what is missing. Raises where it fails.

        ``newer``: images that are tried in the place of others.
        """

    def check(self, intent: Intent) -> None:
        """Make the author's checks of what is shown. Raises where one does not hold."""

    def show_nothing(self) -> None:
        """Take the site away: nothing was live before."""

    def record(self, entry: Entry) -> None:
        """Append to the list of releases; what is there stays single."""

    def main(self) -> str:
        """Return the commit that `main` names, or nothing."""

    def set_main(self, commit: str) -> None:
        """Make `main` that commit."""

    def seconds(self, intent: Intent) -> int:
        """Return for how long the switch has gone on."""

    def tell(self, text: str) -> None:
        """Print a line for whoever reads."""


def entry(site: Site, intent: Intent, result: str, reason: str = "") -> Entry:
    """Return the record of a switch."""
    why = reason or intent.why
    return Entry(intent.to, intent.author, intent.how, result, site.seconds(intent), intent.at, why, intent.attempt)


def switch(site: Site, intent: Intent) -> None:
    """Make ``intent.to`` the site, or leave ``intent.before`` as it was and raise why."""
    site.set_intent(intent)
    try:
        site.show(intent.to, intent.images)
        site.check(intent)
        site.decide(intent)
    except Exception as error:
        undo(site, intent, reason_of(error))
        raise
    finish(site, intent)


def finish(site: Site, intent: Intent) -> None:
    """Record what was decided. What fails here is done by the next `recover`: readers have the release, and are told so."""
    try:
        site.record(entry(site, intent, "live"))
        site.set_main(intent.to)
        site.set_intent(None)
    except OSError as error:
        site.tell(f"The release is live; its record is not written yet ({reason_of(error)}). The server tries again.")


def undo(site: Site, intent: Intent, reason: str) -> None:
    """Bring back what was live, and record why. Where that fails the intent stays, and with it the next try."""
    failed = _undone(site, intent, reason)
    if failed is not None:
        site.tell(f"FH-RELEASE-UNDO: not all is as it was before ({reason_of(failed)}). The server tries again.")


def _undone(site: Site, intent: Intent, reason: str) -> Exception | None:
    """Do both, whichever fails; forget the intent where none did. Returns the last failure."""
    failed = _tried(lambda: put_back(site, intent.before))
    failed = _tried(lambda: site.record(entry(site, intent, "refused", reason))) or failed
    return failed or _tried(lambda: site.set_intent(None))


def _tried(deed: Callable[[], None]) -> Exception | None:
    try:
        deed()
    except Exception as error:  # noqa: BLE001 (whatever it was: the next deed is still due)
        return error
    return None


def put_back(site: Site, before: str) -> None:
    """Show what was live, or nothing where nothing was."""
    if before:
        site.tell(f"putting {before[:12]} back")
        site.show(before)
    else:
        site.show_nothing()


def recover(site: Site) -> bool:
    """Complete or undo a switch that was interrupted, and let `main` follow what is live. Returns whether there was one.

    Whoever calls holds both locks. Raises where something cannot be repaired now.
    """
    intent = site.intent()
    if intent is not None:
        if site.decided(intent):
            site.record(entry(site, intent, "live"))
            site.set_intent(None)
        elif failed := _undone(site, intent, "the release was interrupted, and undone"):
            raise failed
    settle(site)
    return intent is not None


def settle(site: Site) -> None:
    """Let `main` follow what is live: where a release ended and git could not move it."""
    live, main = site.live(), site.main()
    if live and live != main:
        site.set_main(live)
        site.tell(f"main is now {live[:12]}, the release that is live (it was {main[:12] or 'nothing'}).")
