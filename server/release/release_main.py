"""What `release` does: makes a commit the site, or leaves the old one as it was."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Sequence

from release import conf, content, git, records, stack, state
from release.build import build_missing
from release.check import check_images, end_test, test_nginx
from release.hints import hint
from release.keys import listed
from release.places import RELEASES, STATE, site_url
from release.prepare import Release, prepare
from release.prune import leftovers, note_build, try_prune
from release.records import Entry
from release.relay import relayed
from release.render import end_rendering, have as have_content
from release.server import Server, heal_live, sweep
from release.session import ended, session
from release.state import Intent, utc
from release.steps import Refused, elapsed, reason_of, say, step
from release.transaction import recover, switch
from release.wait import DidNotStart
from shared.errors import UserError
from shared.files import read_text

USAGE = "usage: release COMMIT AUTHOR"
AUTHOR = re.compile(r"[A-Za-z0-9@._-]{1,40}", re.ASCII)


def get_ready(commit: str) -> Release:
    """Build and look at all that the switch will need. Raises Refused; nothing that runs was touched."""
    git.keep(commit)
    content.make_places()
    release = prepare(commit)
    build_missing(release)
    if read_text(stack.DEPLOYED) != stack.text_of(commit):
        check_images(release)
    have_content(commit)
    if conf_is_new(release):
        step("testing nginx's configuration")
        test_nginx(release)
    return release


def conf_is_new(release: Release) -> bool:
    """Return whether nginx has not read this configuration with this image yet."""
    deployed = read_text(stack.DEPLOYED) or ""
    return release.images[1] not in deployed or not conf.same(release.home / "conf", stack.conf_folder(release.commit))


def intent_of(before: str, commit: str, how: str, author: str) -> Intent:
    """Return the intent of a switch that begins now."""
    return Intent(before, commit, how, author, utc(), int(time.time()) - elapsed(), stack.changes(commit))


def go(commit: str, author: str, how: str, key: str = "", main: str | None = None) -> None:
    """Release a commit. ``main``: what it was when the push began. Raises where it is refused; all is recorded."""
    server = Server()
    end_rendering()
    sweep()
    end_test()
    # Now, not after the switch: what a push has made live, git must be able to name.
    git.clear_locks()
    heal_live()
    recover(server)
    before = server.live()
    if before == commit and main not in (None, commit):
        # The release of an earlier push that was cut off was completed just now.
        raise UserError(
            "FH-PUSH-DONE", f"{commit[:12]} is live already, and main names it. To see it: git fetch server"
        )
    if main is not None and main != server.main():
        raise UserError(
            "FH-PUSH-STALE",
            f"main is {server.main()[:12]} by now, not {main[:12]}: somebody else released while this push came. "
            "Get that and push again: git pull --rebase server main && git push server HEAD:main",
        )
    try:
        get_ready(commit)
        if key and not listed(key):
            raise Refused("FH-SSH-KEY-REMOVED: the key of this push is not in the list of authors any more")
        intent = intent_of(before, commit, how, author)
    except Exception as error:
        refused(commit, author, how, error)
        raise
    try:
        switch(server, intent)
    except Exception as error:
        if isinstance(error, DidNotStart) and (missing := hint(commit, "app", error.output)):
            say(missing)
        sweep()
        try_prune()
        raise
    # Nothing from here on may say "refused": it is live.
    with contextlib.suppress(OSError):
        note_build(commit)
    try_prune()
    step(f"live: {site_url()}  release {commit[:12]}")


def refused(commit: str, author: str, how: str, error: Exception) -> None:
    """Clear up, and record why it was refused before anything was switched."""
    sweep()
    try:
        records.add(Entry(commit, author, how, "refused", elapsed(), utc(), reason_of(error)))
    except OSError as failure:
        say(f"this could not be written to the list of releases: {failure}")
    try_prune()


def main(words: Sequence[str]) -> int:
    """Run ``release COMMIT AUTHOR [KEY [MAIN]]``: KEY is the fingerprint, MAIN what the push saw as the server's `main`."""
    commit, author, key, main = (*words[:4], "", "", "", "")[:4]
    if not git.ID.fullmatch(commit) or not AUTHOR.fullmatch(author) or len(words) > 4:
        say(USAGE)
        return 2
    RELEASES.mkdir(exist_ok=True)
    client = os.dup(1)
    with relayed(STATE / "last-release.log"):

        def work() -> None:
            with session(client):
                go(commit, author, "push", key, main.strip("0") and main if main else None)

        return ended(work)


def boot() -> None:
    """Bring back what is live, or release what `main` names where nothing is. Whoever calls holds both locks."""
    server = Server()
    heal_live()
    recover(server)
    live = state.live_release()
    if live:
        server.show(live)
        if leftovers():
            try_prune()
    elif commit := server.main():
        go(commit, "server", "boot")
    else:
        say("Nothing was pushed yet: the first push brings the site.")
    # What is left now is no intent that anybody can read.
    server.set_intent(None)
