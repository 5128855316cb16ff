"""Which files of a commit go into which image, and the id of each image. Pure.

The blog, known by its renderer, is released in two kinds of step: its content is rendered into a folder, and only its
code is an image. Any other app is one image, whose content is the app's own affair.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from policy.bases import instructions

RENDERS = "app/rendering/__main__.py"
STAGES = frozenset({"renderer", "serving"})
# Of app/, what no stage `serving` has: a change of it starts no container.
CONTENT = (
    *("posts", "pages", "static", "templates", "rendering", "writing", "site.toml", "redirects.txt"),
    *("rendering-requirements.in", "rendering-requirements.txt"),
    "checks",
)
# Of app/, what no image of an app of one's own has.
OWN_CONTENT = ("checks",)
# Of app/, all that a stage `renderer` has: the sources are mounted when it runs.
RENDERER = (
    *("Dockerfile", ".dockerignore", "conda", "requirements.txt", "rendering-requirements.txt"),
    *("environment.yml", "environment.lock"),
)


class Entry(NamedTuple):
    """One line of `git ls-tree`: a file, a link, a submodule or a folder. ``size``: bytes, 0 for what has none."""

    mode: str
    id: str
    size: int
    path: str


class Parts(NamedTuple):
    """Ids of what goes into each image; no ``renderer`` for an app that brings none.

    ``given``: ids of all else that the policies read.
    """

    app: str
    nginx: str
    renderer: str
    given: str


def tree_id(found: Sequence[Entry], folder: str, wanted: Callable[[str], bool]) -> str:
    """Return the id that the tree of `folder` would have with only its entries of these names."""
    rows = [(mode, blob, path[len(folder) + 1 :]) for mode, blob, _, path in found if posixpath.dirname(path) == folder]
    body = b"".join(
        f"{mode.lstrip('0')} {entry}\0".encode("utf-8", "surrogateescape") + bytes.fromhex(blob)
        for mode, blob, entry in rows
        if wanted(entry)
    )
    return hashlib.sha1(b"tree %d\0" % len(body) + body, usedforsecurity=False).hexdigest()


def stages(dockerfile: str) -> set[str]:
    """Return the names of a Dockerfile's stages."""
    froms = [words for _, line in instructions(dockerfile) if (words := line.split())[0].upper() == "FROM"]
    return {words[-1].lower() for words in froms if len(words) > 3 and words[-2].upper() == "AS"}


def renders(found: Collection[Entry], read: Callable[[str], str]) -> bool:
    """Tell whether the app is one that is rendered. ``read``: the text of a blob by its id."""
    files = {path: blob for mode, blob, _, path in found if mode.startswith("100")}
    return RENDERS in files and stages(read(files["app/Dockerfile"])) >= STAGES


def parts(found: Sequence[Entry], read: Callable[[str], str]) -> Parts:
    """Return what each image is made of. nginx' has no conf/, which is mounted."""
    blobs = {path: blob for _, blob, _, path in found}
    nginx = tree_id(found, "nginx", lambda name: name != "conf")
    given = " ".join(blobs[path] for path in ("compose.yaml", "app/Dockerfile", "nginx/Dockerfile", "nginx/conf"))
    if not renders(found, read):
        own = tree_id(found, "app", lambda name: name not in OWN_CONTENT) if "app/checks" in blobs else blobs["app"]
        return Parts(own, nginx, "", given)
    app = tree_id(found, "app", lambda name: name not in CONTENT)
    return Parts(app, nginx, tree_id(found, "app", lambda name: name in RENDERER), given)
