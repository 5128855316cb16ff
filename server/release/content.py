"""Rendered content: which folder a release has, and which one readers have.

A folder is complete when it is there, and never changes. What changes is where the link `live` beside it points: nginx
follows it at each request (nginx/conf/site.inc), so nothing is reloaded; the app, where nginx tells it nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

from release.places import RELEASES, STATE, site_url
from shared.files import read_text, sync_folder, write_whole

CONTENT = STATE / "content"
# Links to a release's folder, or to NONE: what readers have now, and had before.
LIVE, BEFORE = CONTENT / "live", CONTENT / "before"
NONE = "none"
NOTHING = CONTENT / NONE / "site"
KEY = re.compile(r"[0-9a-f]{40}-[0-9a-f]{8}", re.ASCII)
# What rendering keeps between releases: finished posts, scaled figures.
KEPT = STATE / "render-cache"
# Changed where another version of the server would render or store the same release differently.
VERSION = "v1"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


def renderer_of(commit: str) -> str:
    """Return the image that renders a release, or nothing for an app that is not rendered."""
    return (read_text(RELEASES / commit / "renderer") or "").strip()


def name_of(commit: str) -> str:
    """Return the name of a release's folder at today's address, or nothing for an app that is not rendered."""
    image = renderer_of(commit)
    if not image:
        return ""
    moment = read_text(RELEASES / commit / "moment") or ""
    text = "\n".join((site_url(), image, VERSION, moment))
    return f"{commit}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def has_any(commit: str) -> bool:
    """Return whether a release, if it is one, is rendered."""
    return bool(commit) and bool(renderer_of(commit))


def is_there(name: str) -> bool:
    """Return whether a release's folder is there; no name needs none."""
    return not name or (CONTENT / name / "release.json").is_file()


def moment_in(text: str) -> str:
    """Return when content is to be rendered again, by its release.json: a post dated ahead appears then. Or nothing. Pure."""
    try:
        found = json.loads(text).get("next")
    except (ValueError, AttributeError, RecursionError):
        return ""
    return found if isinstance(found, str) and MOMENT.fullmatch(found) else ""


def is_due(name: str, now: float | None = None) -> str:
    """Return the moment that has passed since a folder was rendered, or nothing."""
    moment = moment_in(read_text(CONTENT / name / "release.json") or "{}") if name else ""
    return moment if moment and moment <= time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now)) else ""


def advance(commit: str) -> str:
    """Let a moment that has passed count. Returns the name of the folder that the release has from now on."""
    name = name_of(commit)
    # Each moment is later than the one before (render.py), so this ends.
    while moment := is_due(name):
        write_whole(RELEASES / commit / "moment", moment)
        name = name_of(commit)
    return name


def shown() -> str:
    """Return the name of the folder that readers have, or nothing."""
    return _named(LIVE)


def is_shown(name: str) -> bool:
    """Return whether readers have that folder (no name: none), and no file or folder is where nginx and the app look for it."""
    whole = all(path.is_symlink() for path in (LIVE, BEFORE)) and NOTHING.is_dir()
    return whole and shown() == name and (bool(name) or str(LIVE.readlink()) == NONE)


def point(name: str) -> None:
    """Give readers a folder, from their next request on, or none. The one before stays: pages that are open find their files."""
    make_places()
    before = shown()
    if before != name:
        link(BEFORE, before)
    link(LIVE, name)


def forget_before() -> None:
    """Name no site before the live one, and drop what was kept of its posts: one of them may not be shown any more."""
    make_places()
    link(BEFORE, "")
    shutil.rmtree(KEPT, ignore_errors=True)


def make_places() -> None:
    """Create what containers mount, where it is missing: nginx needs something at the end of each link."""
    NOTHING.mkdir(mode=0o755, parents=True, exist_ok=True)
    for path in (LIVE, BEFORE):
        if not path.is_symlink():
            link(path, "")


def _named(link: Path) -> str:
    try:
        target = str(link.readlink())
    except OSError:
        return ""
    return target if KEY.fullmatch(target) else ""


def link(path: Path, name: str) -> None:
    """Let a link name a folder beside it, at once and for good. An empty folder in its place is removed, a full one fails."""
    staged = path.with_name(f".{path.name}.new")
    staged.unlink(missing_ok=True)
    staged.symlink_to(name or NONE)
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    staged.replace(path)
    sync_folder(path.parent)


def prune(kept: Iterable[str]) -> None:
    """Remove the folders that no kept release has at today's address, and that nobody is pointed to."""
    kept = set(kept)
    needed, before = {name_of(commit) for commit in kept} | {shown()}, _named(BEFORE)
    for path in CONTENT.glob("*-*"):
        # The one before is another one of a kept release, where the address or a moment has changed.
        if path.name not in needed and not (path.name[:40] in kept and path.name == before):
            shutil.rmtree(path, ignore_errors=True)
