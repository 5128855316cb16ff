"""How `rollback` and `unpublish` answer: step by step for people, or with one JSON object at the end for programs."""

from __future__ import annotations

import json
import os
from collections.abc import Callable

from release.places import STATE
from release.protocol import VERSION
from release.relay import relayed
from release.server import Server
from release.session import ended, session
from release.steps import elapsed


def answer(deed: Callable[[], None], as_json: bool) -> int:
    """Do it under root's lock, and say how it ended (docs/protocol.md). Returns a status."""
    client = os.dup(1)
    reasons: list[str] = []
    with relayed(STATE / "last-release.log", quiet=as_json):

        def work() -> None:
            with session(client):
                try:
                    deed()
                except Exception as error:
                    reasons.append(str(error))
                    raise

        status = ended(work)
    if as_json:
        _print(client, "refused" if status else "live", reasons)
    return status


def _print(client: int, result: str, reasons: list[str]) -> None:
    server = Server()
    data = {"version": VERSION, "result": result, "live": server.live(), "main": server.main()}
    more = {"reason": reasons[0]} if reasons else {}
    os.write(client, (json.dumps({**data, **more, "seconds": elapsed()}) + "\n").encode())
