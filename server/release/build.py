"""Images are named by the git tree they are built from: what is there is not built again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from policy.parts import CONTENT, OWN_CONTENT, RENDERER
from release import base_images
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


def build_missing(release: Release) -> None:
    """Build those of the release's images that the store does not have. Raises Refused."""
    wanted = [*release.images, *([release.renderer_image] if release.renderer else [])]
    missing = [name for name in wanted if not have_image(name)]
    if not missing:
        return
    check_room()
    IMAGES_DUE.touch()
    limit_builds()
    if not base_images.sources_held():
        raise Refused(
            "FH-BUILD-SOURCES: this server's buildx does not hold what a build may fetch. Ask the operator to run `pulumi up`"
        )
    base_images.have(_bases(release))
    app, nginx = release.images
    if release.renderer_image in missing:
        step("building the renderer")
        _build(release, "app", release.renderer_image, lambda name: name in RENDERER, "renderer")
    if app in missing:
        step("building app")
        target = "serving" if release.renderer else ""
        _build(release, "app", app, lambda name: name not in (CONTENT if target else OWN_CONTENT), target)
        (release.home / "app-built").touch()
    if nginx in missing:
        step("building nginx")
        _build(release, "nginx", nginx, lambda name: name != "conf")


def _bases(release: Release) -> list[str]:
    return (read_text(release.home / "bases") or "").split()


def _build(release: Release, service: str, image: str, wanted: Callable[[str], bool], target: str = "") -> None:
    """Build from those entries of the service's folder, to that stage (empty: the last one)."""
    # One at a time, under root's lock.
    context = STATE / "build.work"
    shutil.rmtree(context, ignore_errors=True)
    try:
        context.mkdir(mode=0o700)
        (context / "tree").mkdir()
        unpack(f"{release.commit}:{service}", context / "tree")
        for path in [path for path in (context / "tree").iterdir() if not wanted(path.name)]:
            remove(path)
        (context / "sources.json").write_text(base_images.source_policy(_bases(release)), encoding="utf-8")
        ended = _docker_build(context, image, target)
    finally:
        shutil.rmtree(context, ignore_errors=True)
    _judge(release, service, ended)


def _docker_build(context: Path, image: str, target: str) -> Ended:
    command = ["docker", "build", "--network", "default", "--cgroup-parent", "/freehold-build", "--label", "freehold=1"]
    command += ["--progress", "plain", "--tag", image, *(["--target", target] if target else []), str(context / "tree")]
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
