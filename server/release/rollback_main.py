"""What `rollback` does: makes an earlier release the site again, and moves `main` back to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from release import git, records
from release.answer import answer
from release.places import site_url
from release.release_main import AUTHOR, intent_of
from release.server import Server, heal_live, rebuild, sweep, whole
from release.steps import Refused, say, step
from release.transaction import recover, switch
from shared.errors import UserError

USAGE = "usage: rollback AUTHOR [RELEASE]"
PREFIX = re.compile(r"[0-9a-f]{4,40}", re.ASCII)


def choose(live: str, prefix: str, asked_at: str) -> str:
    """Return where to go. ``asked_at``: what was live when the author asked. Raises UserError with a sentence."""
    entries = records.read()
    if prefix:
        return records.find(entries, live, prefix)
    if asked_at and asked_at != live:
        raise UserError(
            "FH-ROLLBACK-CHANGED",
            f"while this waited {live[:12]} became the live release; when you asked it was {asked_at[:12]}. Nothing was changed. "
            "Look at the list (releases), and run rollback again if you still want it",
        )
    target = records.previous(entries, live)
    if not target:
        ended = "; what was live before the last `unpublish` stays away" if records.since_unpublish(entries)[1] else ""
        raise UserError("FH-ROLLBACK-NONE", f"there is no earlier release to go back to{ended}")
    return target


def go(author: str, prefix: str, asked_at: str) -> None:
    """Go back. Raises where it is refused; all is recorded."""
    server = Server()
    sweep()
    heal_live()
    recover(server)
    before = server.live()
    target = choose(before, prefix, asked_at)
    if target == before:
        raise UserError("FH-ROLLBACK-LIVE", f"{target[:12]} is what is live")
    step(f"back to {target[:12]}: {git.subject(target)}")
    if not whole(target):
        rebuild(target)
    try:
        switch(server, intent_of(before, target, "rollback", author))
    except Exception as error:
        raise Refused(
            f"FH-ROLLBACK-START: {target[:12]} did not start well; {before[:12]} goes on ({error})"
        ) from error
    step(f"live: {site_url()}  release {target[:12]}")


def main(words: Sequence[str]) -> int:
    """Run ``rollback AUTHOR [RELEASE] [--asked-at=ID] [--json]``."""
    plain = [word for word in words if not word.startswith("--")]
    options = dict(word.partition("=")[::2] for word in words if word.startswith("--"))
    author, prefix = (*plain[:2], "", "")[:2]
    asked_at = options.pop("--asked-at", "")
    as_json = options.pop("--json", None) is not None
    wrong = (
        not AUTHOR.fullmatch(author)
        or (prefix and not PREFIX.fullmatch(prefix))
        or (asked_at and not git.ID.fullmatch(asked_at))
    )
    if wrong or options or len(plain) > 2:
        say(USAGE)
        return 2
    return answer(lambda: go(author, prefix, asked_at), as_json)
