"""What git's hook `proc-receive` does: releases a push to `main`, and tells git, and so the author, what became of it.

Other hooks say yes before git moves the ref; where git then cannot (a full disk), the author reads "rejected" of what is
live. Here the release moves `main` itself, and only its result is reported. Protocol: githooks(5), "proc-receive".

Open for it: 9, the turn's lock, which ends with `receive`; 8, the client's output.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import IO

from release.places import LIBRARY
from release.turn import take

NOTHING = "0" * 40
DECLINED = "hook declined"
TURN, CLIENT = 9, 8
# With these a release has ended by itself, and has told the author how.
SAID = (0, 1, 2)
# Seconds that git has to report: a client that does not listen must not keep the turn.
REPORT = 120


def packets(stream: IO[bytes]) -> Iterator[str]:
    """Yield the lines up to the next flush packet."""
    while (length := int(stream.read(4) or b"0", 16)) > 4:
        yield stream.read(length - 4).decode("utf-8", "replace").rstrip("\n")


def packet(text: str) -> bytes:
    """Return a line as a packet."""
    return b"%04x%s" % (len(text.encode()) + 4, text.encode())


def forbidden(old: str, new: str) -> str:
    """Return why git itself would not let the ref move, or nothing: with this hook it leaves that to us."""
    if new == NOTHING:
        return "deletion prohibited"
    if old == NOTHING or _git("merge-base", "--is-ancestor", old, new).returncode == 0:
        return ""
    allowed = _git("config", "--type=bool", "--default=true", "receive.denyNonFastForwards").stdout.strip() == b"false"
    return "" if allowed else "non-fast-forward"


def _git(*words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", *words], stdin=subprocess.DEVNULL, capture_output=True, check=False)


def released(old: str, new: str) -> bool:
    """Release it when it is this push's turn; all that is printed goes to the author. Returns whether it is live."""
    if not take(TURN, CLIENT):
        return False
    who = os.environ.get("FREEHOLD_AUTHOR", "author"), os.environ.get("FREEHOLD_KEY", "")
    release = ["sudo", "-n", str(LIBRARY / "release/release"), new, *who, old]
    status = subprocess.run(release, stdin=subprocess.DEVNULL, stdout=2, check=False).returncode
    return status == 0 if status in SAID else settled(new)


def settled(new: str) -> bool:
    """Have a release that was killed completed or undone, and tell the author which. Returns whether it is live."""
    settle = ["sudo", "-n", str(LIBRARY / "release/settle")]
    subprocess.run(settle, stdin=subprocess.DEVNULL, stdout=2, check=False)
    live = _git("rev-parse", "--quiet", "--verify", "refs/heads/main").stdout.decode().strip() == new
    outcome = "it was completed, and is live" if live else "it was undone; what was live is live. Push again"
    print(f"FH-RELEASE-KILLED: the release was killed; {outcome}", file=sys.stderr, flush=True)
    return live


def watch_git() -> None:
    """End git where it cannot report: started beside it, holding nothing of it open."""
    git = os.getppid()
    wait = f'timeout {REPORT} tail --pid={git} -f /dev/null; [ "$?" != 124 ] || kill -KILL {git}'
    quiet = subprocess.DEVNULL
    subprocess.Popen(["bash", "-c", wait], stdin=quiet, stdout=quiet, stderr=quiet, cwd="/", start_new_session=True)


def answer(line: str) -> str:
    """Return the report on one ref, given git's line about it."""
    old, new, ref = line.split(" ", 2)
    reason = forbidden(old, new) or ("" if released(old, new) else DECLINED)
    return f"ng {ref} {reason}" if reason else f"ok {ref}"


def main() -> int:
    """Speak with git-receive-pack over standard input and output."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    list(packets(source))
    sink.write(packet("version=1\n") + b"0000")
    sink.flush()
    reports = [answer(line) for line in list(packets(source))]
    watch_git()
    sink.write(b"".join(packet(f"{report}\n") for report in reports) + b"0000")
    sink.flush()
    return 0
