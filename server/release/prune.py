"""Keeps what the last five releases need; touches nothing that is not ours."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from urllib.parse import quote

from release import base_images, check, conf, content, git, patches, records, stack, state
from release.build import IMAGES_DUE
from release.docker import DockerError, ask, by_label, stopped_of
from release.places import RELEASES, STATE
from release.processes import quietly
from release.server import sweep
from shared.files import read_text, write_whole

# One line of epoch seconds for each build of the app that went live.
BUILDS = STATE / "builds"
COUNTED = 5


def note_build(commit: str) -> None:
    """Remember that a release which went live had its app built."""
    if (RELEASES / commit / "app-built").exists():
        lines = (read_text(BUILDS) or "").splitlines()
        write_whole(BUILDS, "".join(f"{line}\n" for line in [*lines, str(int(time.time()))][-COUNTED:]))


def leftovers() -> list[str]:
    """Return the folders of releases that are not kept any more: the program that had to remove them was killed."""
    keep = records.ready(records.read(), state.live_release())
    return [path.name for path in RELEASES.iterdir() if path.name not in keep]


def prune() -> None:
    """Remove releases, commits, images and cache that nothing kept needs."""
    sweep()
    check.end_test()
    keep = records.ready(records.read(), state.live_release())
    before = _images()
    content.prune(keep)
    git.keep_only(keep)
    # After what else has an unpublished post: a boot prunes again where one of these is left.
    for name in leftovers():
        shutil.rmtree(RELEASES / name, ignore_errors=True)
    folders = stack.kept()[1]
    needed = _images()
    patches.keep_only(needed)
    # Content alone brings no image and needs none less.
    if needed != before or IMAGES_DUE.exists():
        _prune_images({patches.name_of(one) for one in needed})
        IMAGES_DUE.unlink(missing_ok=True)
    base_images.prune()
    conf.prune(folders | stack.mounted_folders())
    if (RELEASES / state.live_release() / "app-built").exists():
        prune_cache()


def _images() -> set[str]:
    """Return the images that the releases need whose folders are here."""
    return stack.kept()[0] | {content.renderer_of(path.name) for path in RELEASES.iterdir()}


def _prune_images(kept: set[str]) -> None:
    """Remove our images but these, with the stopped containers that hold one: Swarm keeps some of earlier tasks."""
    found = by_label("images/json", "freehold=1")
    names = [name for one in found for name in one.get("RepoTags") or [] if name.startswith("freehold.invalid/")]
    for name in names:
        if name not in kept:
            for container in stopped_of(name):
                ask(f"/containers/{container['Id']}", "DELETE")
            quietly(["docker", "image", "rm", name])
    ask("/images/prune?filters=" + quote(json.dumps({"label": ["freehold=1"], "dangling": ["true"]})), "POST", 600)


def prune_cache() -> None:
    """Take what none of the last five builds of the app used that went live, 0.7 MB a release.

    Refused builds do not count, and none of nginx: whoever pushes five of them would make the next post be built from
    nothing. (Layers of an image that is kept stay anyhow.) Docker alone would keep up to 8 GB (daemon.json), so that a
    conda environment of a gigabyte, which is in the cache three times, is not built again for each post.
    """
    lines = [line for line in (read_text(BUILDS) or "").splitlines() if line.isdigit()]
    if len(lines) < COUNTED:
        return
    age = int(time.time()) - int(lines[-COUNTED])
    # A clock that was set back says nothing about age.
    if age > 0:
        quietly(["docker", "builder", "prune", "--force", "--filter", f"until={age}s"], 600)


def try_prune() -> None:
    """Prune; whatever fails is pruned after the next release."""
    try:
        prune()
    except (OSError, DockerError, ValueError, KeyError, subprocess.SubprocessError) as error:
        print(f"not everything could be pruned: {error}", flush=True)
