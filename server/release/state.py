"""The files that say what is live and what is under way. Each is written whole."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from release.git import ID
from release.places import NGINX, STATE
from shared.files import read_json, read_text, sync_folder, write_whole

VERSION = 1


@dataclass(frozen=True)
class Intent:
    """A switch that has begun: written before the first change, gone when its result is recorded.

    ``before``: what is live until it is decided, empty where nothing was. ``how``: push, rollback, boot, unpublish or upkeep.
    ``changes``: what the switch will change: services that start anew, nginx' configuration. ``attempt``: makes its record one.
    ``images``: what upkeep built of the live release's images; these rows are decided then, and ``live`` stays. ``why``: for the record.
    """

    before: str
    to: str
    how: str
    author: str
    at: str
    began: int
    changes: dict[str, Any] = field(default_factory=dict)
    images: dict[str, str] = field(default_factory=dict)
    why: str = ""
    attempt: str = field(default_factory=lambda: os.urandom(6).hex())


def utc(seconds: float | None = None) -> str:
    """Return a moment (default: now) as the list of releases has it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def live_release() -> str:
    """Return the commit that is live, or nothing where none is, or where the file is damaged."""
    text = (read_text(STATE / "live") or "").strip()
    return text if ID.fullmatch(text) else ""


def live_is_damaged() -> bool:
    """Return whether there is a file that names no commit."""
    return read_text(STATE / "live") is not None and not live_release()


def set_live(commit: str) -> None:
    """Decide: from here on this release is the one that every repair and every boot brings back."""
    write_whole(STATE / "live", f"{commit}\n")


def page_release() -> str:
    """Return the commit that the server's release.json names, or nothing."""
    about = read_json(NGINX / "www/release.json")
    found = about.get("release") if isinstance(about, dict) else None
    return found if isinstance(found, str) and ID.fullmatch(found) else ""


def read_intent() -> Intent | None:
    """Return the switch that is under way or was interrupted; None where there is none, or where its file is damaged."""
    fields = read_json(STATE / "intent.json")
    try:
        intent = Intent(**{name: value for name, value in fields.items() if name != "version"})
    except (TypeError, AttributeError):
        return None
    return intent if all(isinstance(x, str) for x in (intent.before, intent.to, intent.how, intent.author)) else None


def write_intent(intent: Intent) -> None:
    """Say what will change, before it does."""
    write_whole(STATE / "intent.json", json.dumps({"version": VERSION, **asdict(intent)}, indent=1) + "\n")


def clear_intent() -> None:
    """Forget a switch whose result is recorded."""
    (STATE / "intent.json").unlink(missing_ok=True)
    sync_folder(STATE)
