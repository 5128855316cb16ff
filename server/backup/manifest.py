"""What a backup says about itself: its members with their hashes. Pure. docs/backup.md describes the format."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from shared.errors import UserError

FORMAT = 1
"""A later format is rejected by an earlier program, whole."""
MB = 1024 * 1024
# Largest size of each member, in bytes, in the order in which they come.
SERVER_MEMBERS = {
    "site.bundle": 4096 * MB,
    "releases.jsonl": 4 * MB,
    "readers.jsonl": 64 * MB,
    "pages.sha256": 64 * MB,
    "certificate.tar": 4 * MB,
}
LAPTOP_MEMBERS = {"state.json": 64 * MB, "settings.yaml": MB}
"""What only the laptop has; the server signs its hashes and never sees it."""
TAKEN = ("site.bundle", "releases.jsonl", "readers.jsonl")
"""What another server takes in. The certificate goes another way (infra/setup/restore-certificate.mjs)."""
STACK = re.compile(r"[A-Za-z0-9_.-]{1,100}", re.ASCII)
DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
COMMIT = re.compile(r"[0-9a-f]{40}", re.ASCII)


@dataclass(frozen=True)
class Member:
    """One file of a backup. ``bytes``: its size."""

    name: str
    bytes: int
    sha256: str


def member(data: Mapping[str, Any], allowed: dict[str, int]) -> Member:
    """Return a member as it was written. Raises UserError where name, size or hash are none of ours."""
    try:
        found = Member(str(data["name"]), int(data["bytes"]), str(data["sha256"]))
    except (KeyError, TypeError, ValueError):
        found = Member("", 0, "")
    if not 0 <= found.bytes <= allowed.get(found.name, -1) or not DIGEST.fullmatch(found.sha256):
        raise UserError("FH-BACKUP-MANIFEST", f"the list of members has an entry that is not expected: {data!r:.200}")
    return found


def parse_request(text: str) -> tuple[str, list[Member]]:
    """Return the stack's name and the laptop's members, as its request has them. Raises UserError."""
    try:
        data = json.loads(text)
        stack, members = str(data["stack"]), list(data["members"])
    except (ValueError, TypeError, KeyError, RecursionError):
        stack, members = "", []
    if not STACK.fullmatch(stack):
        raise UserError("FH-BACKUP-MANIFEST", "the request has no stack")
    return stack, [member(one, LAPTOP_MEMBERS) for one in members]


def text_of(about: dict[str, Any], members: Sequence[Member]) -> str:
    """Return the manifest's text."""
    data = {"format": FORMAT, **about, "members": [asdict(one) for one in members]}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def parse(text: str) -> tuple[str, list[Member]]:
    """Return the live commit and all members. Raises UserError where it is of a later format or damaged."""
    try:
        data = json.loads(text)
        number, live, members = data["format"], str(data["live"]), list(data["members"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise UserError("FH-BACKUP-MANIFEST", "the backup has no readable manifest") from None
    if number != FORMAT:
        raise UserError("FH-RESTORE-NEWER", f"the backup has format {number!r:.20}; this server reads {FORMAT}")
    if not COMMIT.fullmatch(live):
        raise UserError("FH-BACKUP-MANIFEST", "the manifest names no commit")
    found = [member(one, {**SERVER_MEMBERS, **LAPTOP_MEMBERS}) for one in members]
    if len({one.name for one in found}) != len(found):
        raise UserError("FH-BACKUP-MANIFEST", "the manifest names a member twice")
    return live, found
