"""Base images: fetched once, kept in the image store, and the only thing besides the pushed folder that a build may begin from."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence

from release.docker import image
from release.limits import build_seconds, within_limits
from release.places import RELEASES, STATE
from release.processes import output_of, quietly
from release.steps import Refused, say, step
from shared.files import read_text, write_whole

# What this server's own Dockerfiles begin from; fetched by setup, kept by upkeep. A test compares it with app/ and nginx/.
OWN = ("docker.io/library/debian:trixie-slim",)
# name <TAB> image id <TAB> digest in the registry (empty where the image was loaded from a file).
LIST = STATE / "bases"
LABEL = "freehold.bases"


def listed() -> dict[str, str]:
    """Return the recorded lines by the image's name."""
    lines = (read_text(LIST) or "").splitlines()
    return {line.split("\t")[0]: line for line in lines if line.count("\t") == 2}


def image_id(name: str) -> str:
    """Return the id of an image, or nothing."""
    return str((image(name) or {}).get("Id", ""))


def label_of(names: Sequence[str]) -> str:
    """Return what an image that is built now has in its label: the ids of what it begins from."""
    return " ".join(image_id(name) for name in names)


def record(name: str) -> None:
    """Write down which one builds use, by digest, for `upkeep` and people."""
    found = image(name) or {}
    digest = next(iter(found.get("RepoDigests") or []), "").rpartition("@")[2]
    lines = listed()
    line = f"{name}\t{found.get('Id', '')}\t{digest}"
    if lines.get(name) != line:
        lines[name] = line
        write_whole(LIST, "".join(f"{one}\n" for one in lines.values()))


def fetch(name: str) -> bool:
    """Fetch an image from its registry, within the limits of time and disk."""
    pull = ["docker", "pull", "--quiet", name]
    return within_limits(build_seconds(), pull, quiet=True).status == 0


def have(names: Sequence[str]) -> None:
    """Fetch what the image store lacks. Raises Refused where that fails."""
    for name in names:
        if not image_id(name):
            step(f"fetching the base image {name}")
            if not fetch(name):
                raise Refused(
                    f"FH-BASE-FETCH: the base image {name} could not be fetched (see above). "
                    "Check its name, or try again in a minute"
                )
        record(name)


def refresh() -> list[str]:
    """Fetch what the registries have today under the recorded names. Returns those that could not be: they stay as they are.

    One without a digest was loaded from a file (a rehearsal's, with a company's authority in it): no registry has it.
    """
    missed = []
    for name, line in listed().items():
        old = image_id(name)
        if not old or line.endswith("\t"):
            continue
        if not fetch(name):
            say(f"the base image {name} could not be fetched; the present one stays")
            missed.append(name)
        record(name)
        if image_id(name) != old:
            quietly(["docker", "image", "rm", old])
    return missed


def prune() -> None:
    """Remove those that neither this server's own Dockerfiles nor a release that is kept begins from."""
    needed = set(OWN)
    for path in RELEASES.glob("*/bases"):
        needed.update((read_text(path) or "").split())
    lines = listed()
    unused = [name for name in lines if name not in needed]
    for name in unused:
        quietly(["docker", "image", "rm", name])
        del lines[name]
    if unused:
        write_whole(LIST, "".join(f"{one}\n" for one in lines.values()))


def source_policy(names: Sequence[str]) -> str:
    """Return what BuildKit may read: the folder that it is given, and these images.

    `# syntax=`, `COPY --from=IMAGE` and `ADD http://…` name others.
    """

    def rule(action: str, identifier: str, kind: str) -> dict[str, object]:
        return {"action": action, "selector": {"identifier": identifier, "match_type": kind}}

    images = [rule("ALLOW", f"docker-image://{name}", "EXACT") for name in names]
    return (
        json.dumps({"rules": [rule("DENY", "*", "WILDCARD"), rule("ALLOW", "local://*", "WILDCARD"), *images]}) + "\n"
    )


def sources_held() -> bool:
    """Return whether this version of buildx and Docker obeys the policy.

    Tried once for each: a forbidden ADD of an address where nothing listens must be denied, not tried.
    """
    mark = STATE / "sources-held"
    versions = output_of(["docker", "version", "--format", "{{.Client.Version}} {{.Server.Version}}"])
    text = f"{versions} {output_of(['docker', 'buildx', 'version'])}\n"
    if read_text(mark) == text:
        return True
    context = STATE / "build.try"
    shutil.rmtree(context, ignore_errors=True)
    context.mkdir(mode=0o700)
    (context / "Dockerfile").write_text("FROM scratch\nADD http://127.0.0.1:9/ /\n", encoding="ascii")
    (context / "sources.json").write_text(source_policy([]), encoding="ascii")
    variable = f"EXPERIMENTAL_BUILDKIT_SOURCE_POLICY={context}/sources.json"
    command = ["timeout", "60", "env", variable, "docker", "build", str(context)]
    tried = subprocess.run(command, capture_output=True, check=False)
    shutil.rmtree(context, ignore_errors=True)
    held = b"denied by policy" in tried.stdout + tried.stderr
    if held:
        write_whole(mark, text)
    return held


def main(words: Sequence[str]) -> int:
    """``fetch``: what the first push builds on. ``refresh``: what the registries have today."""
    if list(words) == ["refresh"]:
        refresh()
        return 0
    try:
        have(OWN)
    except Refused as error:
        say(f"{error}; the first push tries again")
    return 0
