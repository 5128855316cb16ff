"""What `alarm test` does."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from alarm.look import line, secrets
from alarm.post import post
from alarm.state import Message

USAGE = "usage: alarm test"


def main(words: Sequence[str]) -> int:
    """Send a test message to ``alarmUrl`` and, where there is one, ``heartbeatUrl``. Status 1 where one was not taken."""
    if list(words) != ["test"]:
        print(USAGE, file=sys.stderr)
        return 2
    addresses = secrets()
    if not addresses.get("alarmUrl"):
        print(
            "FH-ALARM-UNSET: this server has no address for messages. Set one and run `npm run up`: "
            "pulumi config set --secret freehold:alarmUrl https://…",
            file=sys.stderr,
        )
        return 1
    status = 0
    for name in ("alarmUrl", "heartbeatUrl"):
        if not addresses.get(name):
            continue
        reason = post(addresses[name], line(Message("test", "test", "this is a test of the alarm")))
        print(f"{name}: {f'FH-ALARM-POST: {reason}' if reason else 'the message was taken'}")
        status = 1 if reason else status
    return status
