"""What `rollback` does: makes an earlier release the site again, and moves `main` back to it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence

from release import git, records
from release.places import STATE, site_url
from release.protocol import VERSION
from release.relay import relayed
from release.release_main import AUTHOR, intent_of
from release.server import Server, heal_live, rebuild, sweep, whole
from release.session import ended, session
from release.steps import Refused, elapsed, say, step
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
        raise UserError("FH-ROLLBACK-NONE", "there is no earlier release to go back to")
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
        raise Refused(f"{target[:12]} did not start well; {before[:12]} goes on ({error})") from error
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
    return as_data(author, prefix, asked_at) if as_json else for_people(author, prefix, asked_at)


def for_people(author: str, prefix: str, asked_at: str) -> int:
    """Go back, printing each step."""
    client = os.dup(1)
    with relayed(STATE / "last-release.log"):

        def work() -> None:
            with session(client):
                go(author, prefix, asked_at)

        return ended(work)


def as_data(author: str, prefix: str, asked_at: str) -> int:
    """Go back, and print one JSON object at the end (docs/protocol.md)."""
    answer = os.dup(1)
    reasons: list[str] = []
    with relayed(STATE / "last-release.log", quiet=True):

        def work() -> None:
            with session(answer):
                try:
                    go(author, prefix, asked_at)
                except Exception as error:
                    reasons.append(str(error))
                    raise

        status = ended(work)
    result = {
        "version": VERSION,
        "result": "refused" if status else "live",
        "live": Server().live(),
        "main": Server().main(),
    }
    more = {"reason": reasons[0]} if reasons else {}
    os.write(answer, (json.dumps({**result, **more, "seconds": elapsed()}) + "\n").encode())
    return status
