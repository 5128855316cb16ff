"""The lease that nginx serves at /.well-known/freehold/ok: a file that ends unless it is written again.

`ok` is there: 200. It is not: 503 with the words in `words`. freehold-lease.timer removes `ok` 15 minutes after it was last started
again, so a watchdog that died is a 503, too, with the word that it left or "watch".
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from release.places import NGINX
from shared.files import read_text, write_whole

FOLDER = NGINX / "www/lease"
TIMER = "freehold-lease.timer"


def _write(name: str, text: str) -> None:
    if read_text(FOLDER / name) != text:
        write_whole(FOLDER / name, text)


def renew(words: Sequence[str]) -> None:
    """Write the lease for the next 15 minutes. ``words``: what is not well; none: all is."""
    # What a 503 says if nobody comes back to write another word.
    _write("words", "\n".join(words or ("watch",)) + "\n")
    if words:
        (FOLDER / "ok").unlink(missing_ok=True)
    else:
        _write("ok", "ok\n")
    subprocess.run(["systemctl", "restart", TIMER], check=False)
