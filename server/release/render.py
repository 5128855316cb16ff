"""Renders a release's content into a folder of its own. It runs the author's code, so everything it may take is limited."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Any

from release import container, content, output, patches, state
from release.cgroups import build_memory_mb, limit_builds
from release.docker import have_image, remove_container
from release.hints import hint
from release.limits import DISK_LOW, LEAST_DISK_MB, TOO_LONG, Ended, disk_is_low
from release.machine import MB
from release.places import STATE, site_url
from release.prepare import unpack
from release.steps import Refused, say, step
from shared.files import sync_folder

CONTAINER = "freehold-render"
USER = 10001
# In the container: what the release before has (app/rendering/same.py).
PAGES = "/srv/before/pages.json"
# Seconds for all posts; on 1/8 OCPU 504 posts with figures in the cache took 22 (facts/experiments).
SECONDS = 300
# Bytes of release.json that are read.
MAX_ABOUT = 65536
MAX_CACHE = 512 * 1024 * 1024


def have(commit: str) -> str:
    """Return the name of a release's folder, rendered where it is missing. Raises Refused; nothing that runs is touched."""
    name = content.advance(commit)
    # Twice where a post dated ahead appeared meanwhile.
    while not content.is_there(name):
        render(commit, name)
        name = content.advance(commit)
    return name


def end_rendering() -> None:
    """End a renderer that a killed release left."""
    remove_container(CONTAINER)


def render(commit: str, name: str) -> None:
    """Render a commit into the folder of that name. Raises Refused with what is wrong with the posts, or with the output."""
    if disk_is_low():
        raise Refused(f"FH-DISK-FULL: less than {LEAST_DISK_MB} MB are free. Ask the operator to free disk space")
    step("rendering the content")
    limit_builds()
    content.make_places()
    # One at a time, under root's lock.
    work = STATE / "render.work"
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(mode=0o700)
        (work / "app").mkdir()
        unpack(f"{commit}:app", work / "app", "--no-same-permissions")
        for folder in (work / "out", content.KEPT):
            folder.mkdir(exist_ok=True)
            os.chown(folder, USER, USER)
        begun = int(time.time())
        _judge(commit, _run(work, patches.name_of(content.renderer_of(commit))))
        _accept(work / "out", name, begun)
    finally:
        end_rendering()
        shutil.rmtree(work, ignore_errors=True)
        if _size(content.KEPT) > MAX_CACHE:
            shutil.rmtree(content.KEPT, ignore_errors=True)


def _before() -> Path | None:
    """Return the folder of the content that is live."""
    live = state.live_release()
    name = content.name_of(live) if live else ""
    return content.CONTENT / name if name and content.is_there(name) else None


def _run(work: Path, image: str) -> Ended:
    """Run the renderer, and end it where it takes too long or too much of the disk."""
    end_rendering()
    before = _before()
    pages = before / "pages.json" if before else None
    wanted = _container(work, image, build_memory_mb(), pages if pages and pages.is_file() else None)
    return container.run(CONTAINER, wanted, SECONDS + 15)


def _container(work: Path, image: str, memory_mb: int, before: Path | None) -> dict[str, Any]:
    """Return what the renderer's container is made from. ``before``: the pages.json of a release. Pure."""
    mounts = {f"{work}/app": "/srv/blog:ro", f"{work}/out": "/srv/out", str(content.KEPT): "/var/cache/freehold"}
    mounts |= {str(before): f"{PAGES}:ro"} if before else {}
    # The first process of a container ignores signals that it has no handler for: `timeout` has one, and ends the other.
    words = ["timeout", "-k", "5", str(SECONDS), "python3", "-m", "rendering", "/srv/out", "--release"]
    limits = {"cpu": SECONDS, "fsize": output.MAX_BYTES, "core": 0}
    wanted = container.specification(image, words, mounts, limits)
    wanted["HostConfig"] |= {
        "Memory": memory_mb * MB,
        "PidsLimit": 128,
        "CgroupParent": "/freehold-build",
        "Tmpfs": {"/tmp": "size=64m,mode=1777"},  # noqa: S108 (inside of it)
    }
    variables = [f"FREEHOLD_URL={site_url()}", "FREEHOLD_CACHE=/var/cache/freehold"]
    variables += [f"FREEHOLD_BEFORE={PAGES}"] if before else []
    return {**wanted, "User": f"{USER}:{USER}", "WorkingDir": "/srv/blog", "Env": variables}


def _judge(commit: str, ended: Ended) -> None:
    """Raise Refused where the content was not rendered."""
    if ended.status == 0:
        return
    if ended.status == TOO_LONG:
        raise Refused(f"FH-RENDER-TIME: rendering the content took more than {SECONDS} s")
    if ended.status == DISK_LOW:
        raise Refused(f"FH-DISK-FULL: rendering left less than {LEAST_DISK_MB} MB on the disk and was ended")
    if ended.status == 137:
        raise Refused(f"FH-RENDER-MEMORY: rendering took more than {build_memory_mb()} MB of memory, or too much time")
    if missing := hint(commit, "app", ended.output):
        say(missing)
    raise Refused("FH-RENDER-FAILED: the content could not be rendered (see above)")


def _accept(out: Path, name: str, begun: int) -> None:
    """Check what was written, and let it be the folder of that name, with all of it on the disk."""
    output.check(out)
    before = _before()
    output.join(out, before)
    upcoming = content.moment_in(_about(out / "release.json"))
    if upcoming and upcoming <= state.utc(begun):
        raise output.refused(f"release.json has a `next` that was before the rendering: {upcoming}")
    if not (out / "site/index.html").is_file():
        raise output.refused("site/index.html is missing")
    # All files are on the disk; the folders are with the name, in the same journal.
    output.take(out, before, begun)
    # Not whole, where it is there: else nothing would have been rendered.
    shutil.rmtree(content.CONTENT / name, ignore_errors=True)
    out.rename(content.CONTENT / name)
    sync_folder(content.CONTENT)


def _about(path: Path) -> str:
    """Return the release.json that the renderer wrote. Raises Refused."""
    if not path.is_file() or path.stat().st_size > MAX_ABOUT:
        raise output.refused(f"release.json is missing, or has more than {MAX_ABOUT} bytes")
    return path.read_text(encoding="utf-8", errors="replace")


def _size(folder: Path) -> int:
    return sum(found.st_size for _, found in output.entries(folder)) if folder.is_dir() else 0


def missing_image(commit: str) -> bool:
    """Return whether a release's content must be rendered, and the image that does it is gone."""
    image = content.renderer_of(commit)
    return bool(image) and not content.is_there(content.advance(commit)) and not have_image(patches.name_of(image))
