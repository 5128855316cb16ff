"""Images are named by the git tree they are built from: what is there is not built again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from policy.parts import CONTENT, OWN_CONTENT, RENDERER
from release import base_images, patches
from release.cgroups import build_memory_mb, limit_builds
from release.conf import remove
from release.docker import have_image
from release.hints import hint
from release.limits import DISK_LOW, LEAST_DISK_MB, TOO_LONG, Ended, build_seconds, check_room, within_limits
from release.places import STATE
from release.prepare import Release, unpack
from release.steps import Refused, say, step
from shared.files import read_text

# There from before a build until images that nobody needs were looked for.
IMAGES_DUE = STATE / "images-due"


class Part(NamedTuple):
    """One image of a release: from which entries of which folder, to which stage (empty: the last one)."""

    name: str
    image: str
    service: str
    wanted: Callable[[str], bool]
    target: str = ""


def parts_of(release: Release) -> list[Part]:
    """Return the release's images, the renderer first: it fails for what is quickly corrected. Pure but for patches.py."""
    app, nginx = release.images
    target = "serving" if release.renderer else ""
    left_out = CONTENT if target else OWN_CONTENT
    renderer = patches.name_of(release.renderer_image, release.newer)
    first = [Part("the renderer", renderer, "app", lambda name: name in RENDERER, "renderer")] if renderer else []
    return [
        *first,
        Part("app", app, "app", lambda name: name not in left_out, target),
        Part("nginx", nginx, "nginx", lambda name: name != "conf"),
    ]


def build_missing(release: Release, anew: bool = False) -> None:
    """Build those of the release's images that the store does not have. Raises Refused.

    ``anew``: with today's packages, whatever the build cache has.
    """
    missing = [part for part in parts_of(release) if not have_image(part.image)]
    if not missing:
        return
    check_room()
    IMAGES_DUE.touch()
    limit_builds()
    if not base_images.sources_held():
        raise Refused(
            "FH-BUILD-SOURCES: this server's buildx does not hold what a build may fetch. Ask the operator to run `pulumi up`"
        )
    base_images.have(bases_of(release))
    for part in missing:
        step(f"building {part.name}")
        _build(release, part, anew)
        if part.name == "app":
            (release.home / "app-built").touch()


def bases_of(release: Release) -> list[str]:
    """Return the full names of the images that a prepared release's Dockerfiles begin from."""
    return (read_text(release.home / "bases") or "").split()


def _build(release: Release, part: Part, anew: bool) -> None:
    bases = bases_of(release)
    # One at a time, under root's lock.
    context = STATE / "build.work"
    shutil.rmtree(context, ignore_errors=True)
    try:
        context.mkdir(mode=0o700)
        (context / "tree").mkdir()
        unpack(f"{release.commit}:{part.service}", context / "tree")
        for path in [path for path in (context / "tree").iterdir() if not part.wanted(path.name)]:
            remove(path)
        (context / "sources.json").write_text(base_images.source_policy(bases), encoding="utf-8")
        labels = ["freehold=1", f"{base_images.LABEL}={base_images.label_of(bases)}"]
        ended = _docker_build(context, part, labels, anew)
    finally:
        shutil.rmtree(context, ignore_errors=True)
    _judge(release, part.service, ended)


def _docker_build(context: Path, part: Part, labels: Sequence[str], anew: bool) -> Ended:
    command = ["docker", "build", "--network", "default", "--cgroup-parent", "/freehold-build"]
    command += [word for label in labels for word in ("--label", label)]
    command += ["--no-cache"] if anew else []
    command += ["--target", part.target] if part.target else []
    command += ["--progress", "plain", "--tag", part.image, str(context / "tree")]
    policy = {"EXPERIMENTAL_BUILDKIT_SOURCE_POLICY": str(context / "sources.json")}
    return within_limits(build_seconds(), command, policy)


def _judge(release: Release, service: str, ended: Ended) -> None:
    """Raise Refused with the reason why a build failed, where it did."""
    if ended.status == 0:
        return
    if "denied by policy" in ended.output:
        say(
            "Leave out `# syntax=`, name an image in a FROM line before COPY --from, and fetch addresses by RUN instead of ADD."
        )
        raise Refused(
            f"FH-BUILD-SOURCE: the build of {service} wants what is neither in {service}/ nor one of its FROM images (see above)"
        )
    if "exit code: 137" in ended.output:
        raise Refused(
            f"FH-BUILD-MEMORY: the build of {service} took more memory than a build may have ({build_memory_mb()} MB)"
        )
    if ended.status == DISK_LOW:
        raise Refused(
            f"FH-DISK-FULL: the build of {service} left less than {LEAST_DISK_MB} MB on the disk and was ended"
        )
    if ended.status == TOO_LONG:
        raise Refused(f"FH-BUILD-TIME: the build of {service} did not end within {build_seconds()} s")
    if missing := hint(release.commit, service, ended.output):
        say(missing)
    raise Refused(f"FH-BUILD-FAILED: the build of {service} failed (see above)")
