"""What `logs` does: the last 200 lines of the containers' logs, of both where none is named; -f goes on for at most an hour."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

SECONDS = 3600
FIELD = "COM_DOCKER_SWARM_SERVICE_NAME=blog_"
SERVICES = ("app", "nginx")
USAGE = "usage: logs [app|nginx] [-f] [--json]"


def command(words: Sequence[str]) -> list[str] | None:
    """Return the command line, or None for words that are none of ours. Pure.

    ``--json``: one JSON object a line as the journal has it, of which docs/protocol.md promises three fields.
    """
    names = [word for word in words if word in SERVICES]
    if len(names) > 1 or any(word not in (*SERVICES, "-f", "--json") for word in words):
        return None
    fields = "MESSAGE,COM_DOCKER_SWARM_SERVICE_NAME,__REALTIME_TIMESTAMP"
    output = ["--output=json", f"--output-fields={fields}"] if "--json" in words else ["--output=cat"]
    follow = ["--follow"] if "-f" in words else []
    matches = [FIELD + names[0]] if names else [FIELD + SERVICES[0], "+", FIELD + SERVICES[1]]
    return ["timeout", str(SECONDS), "journalctl", "--quiet", "--no-pager", *output, "--lines=200", *follow, *matches]


def main(words: Sequence[str]) -> int:  # noqa: RET503 (execvp does not return)
    """Become journalctl."""
    found = command(words)
    if found is None:
        print(USAGE, file=sys.stderr)
        return 2
    os.execvp(found[0], found)  # noqa: S606 (a list, no shell)
