"""Rendered content: which folder a release has, and which one nginx and the app are pointed to.

A folder is complete when it is there, and never changes. What changes is which one is named: in three small files of
nginx' configuration, read by a reload, and in `live`, for an app that nginx tells nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Iterable

from release.places import NGINX, RELEASES, STATE, site_url
from shared.files import read_text, sync_folder, write_whole

CONTENT = STATE / "content"
LIVE = CONTENT / "live"
# nginx/conf includes them where it serves content; an image of nginx has files of the same names that name no folder.
SWITCH = NGINX / "content"
HEAD = "# Written by Freehold's release; changes are lost.\n"
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


def root_of(name: str) -> str:
    """Return the text that names a folder as nginx' root. Pure."""
    return f"{HEAD}root /srv/content/{f'{name}/site' if name else 'none'};\n"


def files_of(name: str) -> dict[str, str]:
    """Return nginx' files for a folder; no name: an app that is not rendered, so nginx has no site of its own. Pure."""
    named = f'{HEAD}map "" $freehold_content {{\n  default "{name}";\n}}\n'
    return {"root.inc": root_of(name), "live.conf": named}


def shown() -> str:
    """Return the name of the folder that nginx' files name, or nothing."""
    found = re.search(r"/srv/content/([0-9a-f]{40}-[0-9a-f]{8})/site", read_text(SWITCH / "root.inc") or "")
    return found[1] if found else ""


def is_shown(name: str) -> bool:
    """Return whether nginx' files and the app's name that folder."""
    same = all(read_text(SWITCH / file) == text for file, text in files_of(name).items())
    return same and (SWITCH / "before.inc").exists() and (read_text(LIVE) or "").strip() == name


def point_app(name: str) -> None:
    """Name the folder that the app serves where nginx names none."""
    if name:
        write_whole(LIVE, f"{name}\n")
    elif LIVE.exists():
        LIVE.unlink()
        sync_folder(CONTENT)


def point_nginx(name: str) -> None:
    """Name the folder that nginx serves, from its next reload on, and the one before: pages that are open find their files."""
    before = shown()
    if before != name or not (SWITCH / "before.inc").exists():
        write_whole(SWITCH / "before.inc", root_of(before if before != name else ""))
    for file, text in files_of(name).items():
        write_whole(SWITCH / file, text)


def forget_before() -> None:
    """Name no site before the live one, and drop what was kept of its posts: one of them may not be shown any more."""
    write_whole(SWITCH / "before.inc", root_of(""))
    shutil.rmtree(KEPT, ignore_errors=True)


def make_places() -> None:
    """Create what containers mount, where it is missing. nginx finds files, which its configuration includes."""
    for folder in (CONTENT, SWITCH):
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    if not all((SWITCH / file).exists() for file in (*files_of(""), "before.inc")):
        point_nginx(shown())


def prune(kept: Iterable[str]) -> None:
    """Remove the folders that no kept release has at today's address, and that nobody is pointed to."""
    kept = set(kept)
    needed = {name_of(commit) for commit in kept} | {(read_text(LIVE) or "").strip(), shown()}
    before = read_text(SWITCH / "before.inc") or ""
    for path in CONTENT.glob("*-*"):
        # The one before is another one of a kept release, where the address or a moment has changed.
        if path.name not in needed and not (path.name[:40] in kept and f"/{path.name}/" in before):
            shutil.rmtree(path, ignore_errors=True)
