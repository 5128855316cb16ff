"""From a commit to a prepared release in its own folder, without touching what runs."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from policy import tree
from release import checks, conf, git, patches, reuse
from release.machine import free_space, total_memory_mb
from release.places import RELEASES, STATE
from release.processes import confined, judged, output, piped, policy, short_output
from release.steps import Refused, say, step
from shared.durable import sync_tree
from shared.files import sync_folder

# A commit's own text is read whole wherever its subject is shown.
MAX_COMMIT_BYTES = 65536


@dataclass(frozen=True)
class Release:
    """A commit, and the ids of what its images are made of (policy/parts.py). ``renderer``: empty for an own app.

    ``given``: ids of what else the policies read. ``checks``: line, path and text of each of the author's. ``newer``: images that upkeep tries (patches.py).
    """

    commit: str
    app: str
    nginx: str
    renderer: str = ""
    given: str = ""
    checks: tuple[tuple[int, str, str], ...] = ()
    newer: Mapping[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """The release's folder: stack.json, release.json, conf/ and its seal, bases; renderer and checks.json where there are any."""
        return RELEASES / self.commit

    @property
    def images(self) -> tuple[str, str]:
        """The two images that are deployed."""
        app, nginx = f"freehold.invalid/app:{self.app}", f"freehold.invalid/nginx:{self.nginx}"
        return patches.name_of(app, self.newer), patches.name_of(nginx, self.newer)

    @property
    def renderer_image(self) -> str:
        """The name of what renders the content, or nothing; that of its folder depends on it, so upkeep does not change it."""
        return f"freehold.invalid/renderer:{self.renderer}" if self.renderer else ""


def weigh(commit: str) -> Release:
    """Refuse by git's own sizes, before a byte of the commit is written or parsed."""
    kind, size = git.kind_of(commit)
    if kind != "commit":
        raise Refused(
            "FH-COMMIT-KIND: main names commits; this is another object. Push the commit: git push server HEAD:main"
        )
    if size > MAX_COMMIT_BYTES:
        raise Refused(f"FH-COMMIT-SIZE: the commit's message has {size} bytes; at most {MAX_COMMIT_BYTES} are read")
    step(f"release {commit[:12]}: {git.subject(commit)}")
    room = free_space(STATE)
    listing = git.command("ls-tree", "-r", "-t", "-l", "-z", "--full-tree", commit)
    # Not as nobody: it reads where links point by a git of the author's.
    listed, weighed, text = judged(git.SECONDS, listing, lambda: tree.main(*room))
    if weighed != 0:
        say(text.rstrip("\n"))
    if weighed != 0 or listed != 0:
        raise Refused("FH-COMMIT-REFUSED: this commit cannot be released (see above)")
    ids = json.loads(text)
    asked = tuple((int(line), str(path), str(text)) for line, path, text in ids["checks"])
    return Release(commit, ids["app"], ids["nginx"], ids["renderer"], ids["given"], asked)


def prepare(commit: str) -> Release:
    """Write the release's folder. Raises Refused for what a release cannot be made of."""
    fresh = RELEASES / f"{commit}.new"
    release = weigh(commit)
    (fresh / "conf").mkdir(parents=True)
    inputs = reuse.inputs(release.app, release.nginx, release.renderer, release.given)
    if not reuse.take_over(inputs, fresh):
        write_conf(commit, fresh / "conf")
        write_stack(release, fresh / "stack.json")
        name_bases(commit, fresh)
    conf.seal(fresh)
    (fresh / "inputs").write_text(inputs, encoding="ascii")
    checks.write(fresh, release.checks)
    about = {"release": commit, "app": release.app[:12], "nginx": release.nginx[:12]}
    if release.renderer:
        (fresh / "renderer").write_text(f"{release.renderer_image}\n", encoding="ascii")
    (fresh / "release.json").write_text(json.dumps(about, separators=(",", ":")) + "\n", encoding="ascii")
    # Nothing uses the folder of a release that is prepared again: the same commit gives the same content.
    shutil.rmtree(release.home, ignore_errors=True)
    # Before any record names them: a folder that is there is whole, also after a power cut.
    sync_tree(fresh)
    fresh.rename(release.home)
    sync_folder(RELEASES)
    return release


def write_conf(commit: str, folder: Path) -> None:
    """Unpack nginx/conf, readable by nginx."""
    unpack(f"{commit}:nginx/conf", folder, "--no-same-permissions")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def unpack(tree: str, folder: Path, *options: str) -> None:
    """Write a git tree to a folder. Raises OSError where it does not come whole."""
    archive = confined(git.SECONDS, git.command("archive", "--format=tar", tree), stdout=subprocess.PIPE)
    tar = ["tar", "-x", "--no-same-owner", *options, "-C", str(folder)]
    status = subprocess.run(tar, stdin=archive.stdout, check=False).returncode
    output(archive).close()
    if archive.wait() != 0 or status != 0:
        raise Refused("FH-RELEASE-UNPACK: the commit could not be written to the server's disk (see above)")


def write_stack(release: Release, path: Path) -> None:
    """Write what will be deployed: checked values of compose.yaml alone."""
    source = git.command("cat-file", "blob", f"{release.commit}:compose.yaml")
    kind = ["rendered"] if release.renderer else []
    sink = policy("stack-policy", release.app, release.nginx, str(total_memory_mb()), *kind)
    with path.open("wb") as file:
        read, judged, _ = piped(60, source, sink, stdout=file)
    if read != 0 or judged != 0:
        raise Refused("FH-STACK-REFUSED: compose.yaml asks for what this server does not allow (see above)")


def name_bases(commit: str, fresh: Path) -> None:
    """Write ``bases``: the images that the two Dockerfiles begin from."""
    files = [fresh / service / "Dockerfile" for service in ("app", "nginx")]
    for file in files:
        file.parent.mkdir()
        with file.open("wb") as out:
            blob = f"{commit}:{file.parent.name}/Dockerfile"
            confined(git.SECONDS, git.command("cat-file", "blob", blob), stdout=out).wait()
    process = confined(60, policy("bases", *map(str, files)), stdout=subprocess.PIPE)
    text = short_output(process)
    if process.returncode != 0:
        say(text.rstrip("\n"))
        raise Refused("FH-BUILD-BASE: a Dockerfile begins from what this server does not fetch (see above)")
    (fresh / "bases").write_text(text, encoding="utf-8")
    for file in files:
        shutil.rmtree(file.parent)
