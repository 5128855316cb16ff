"""What `unpublish` does: takes a post from the page, the caches and every release that a rollback could bring back.

It is the release of a new commit on top of the live one, without the post's files. Its record ends the list of what a
rollback may name (`records.since_unpublish`), and what the releases before it needed is removed at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from release import caches, git, records, release_main, state
from release.answer import answer
from release.places import RELEASES
from release.posts import files_of, in_history
from release.prune import try_prune
from release.records import Entry
from release.release_main import AUTHOR
from release.server import Server, heal_live, sweep
from release.state import utc
from release.steps import elapsed, say, step
from release.transaction import recover
from shared.errors import UserError
from shared.files import write_whole

USAGE = "usage: unpublish AUTHOR POST"
POST = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}", re.ASCII)


def older() -> list[str]:
    """Return the kept releases besides the live one."""
    live = state.live_release()
    kept = {path.name for path in RELEASES.iterdir() if git.ID.fullmatch(path.name)}
    return sorted({*kept, *records.ready(records.read(), live)} - {live})


def unknown(post: str) -> UserError:
    """Return the refusal of a post that no release has."""
    return UserError(
        "FH-UNPUBLISH-UNKNOWN",
        f"neither the live release nor a kept one has the post {post} (app/posts/{post}.md, {post}.ipynb or {post}/). "
        "Nothing was changed. Its name is the last part of its address",
    )


def go(author: str, post: str) -> None:
    """Unpublish. Raises where it is refused: what was live is live then, with the post."""
    server = Server()
    sweep()
    git.clear_locks()
    heal_live()
    recover(server)
    live = server.live()
    if not live:
        raise unknown(post)
    files = files_of(live, post)
    if files:
        take_away(live, author, post, files)
    elif any(files_of(release, post) for release in older()) or only_in_old_history(live, post):
        forget(live, author, post)
    else:
        raise unknown(post)
    if left := [release for release in older() if files_of(release, post)]:
        raise UserError(
            "FH-UNPUBLISH-KEPT",
            f"{post} is gone from the site, and no rollback brings it back; but {', '.join(one[:12] for one in left)} could "
            "not be removed from the server's disk yet. Run unpublish again",
        )
    step(f"{post} is not published any more. In your clone: git pull server main")


def only_in_old_history(live: str, post: str) -> bool:
    """Return whether the live release is of a rewritten history without the post, and a kept one still leads to it."""
    return not in_history(live, post) and any(in_history(release, post) for release in older())


def take_away(live: str, author: str, post: str, files: Sequence[str]) -> None:
    """Release the live commit without these files."""
    step(f"without {', '.join(files[:10])}{' …' if len(files) > 10 else ''}")
    commit = git.without(live, files, f"Unpublish {post}", author)
    write_whole(caches.DUE, f"{commit}\n")
    release_main.go(commit, author, "unpublish")


def forget(live: str, author: str, post: str) -> None:
    """Forget the releases before the live one, which has the post no longer."""
    step(f"{post} is not in the live release; forgetting those before it")
    write_whole(caches.DUE, f"{live}\n")
    records.add(Entry(live, author, "unpublish", "live", elapsed(), utc()))
    caches.empty(RELEASES / live / "conf")
    try_prune()


def main(words: Sequence[str]) -> int:
    """Run ``unpublish AUTHOR POST [--json]``."""
    plain = [word for word in words if word != "--json"]
    if len(plain) != 2 or not AUTHOR.fullmatch(plain[0]) or not POST.fullmatch(plain[1]) or ".." in plain[1]:
        say(USAGE)
        return 2
    return answer(lambda: go(*plain), as_json=len(plain) < len(words))
