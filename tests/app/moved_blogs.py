"""How many texts of a blog the renderer takes, before and after the import: the figures of docs/moving-in.md.

`PYTHONPATH=cli:app python3 tests/app/moved_blogs.py FOLDER [GENERATOR]` prints one line of JSON. Before: each text as
it is, under the name that the import gives it, without its pictures. Pictures are opened and not scaled, which takes
most of the time and rejects nothing more. `seen`: what shown_debris.py finds in the accepted texts, for somebody to
look at.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest import mock

from PIL import Image

import rendering.pictures
import rendering.site
from importing.addresses_here import settle
from importing.blog import import_blog
from importing.detect import detect
from importing.entries import read_entries
from importing.report import Notes, Report
from importing.source import read_folder
from rendering.errors import Problem, UserError
from rendering.picture_cache import Picture, Sized
from rendering.posts import Post, read_folder as read_texts
from shown_debris import hits

APP = Path(__file__).parents[2] / "app"


def opened(image: Image.Image, suffix: str, body: bytes) -> Sized:
    """Stand in for the scaling of a picture."""
    image.load()
    own = Picture(image.width, image.height, suffix, body)
    return Sized(own, (own,), own if getattr(image, "n_frames", 1) > 1 else None)


def empty_app(folder: Path) -> Path:
    """Copy app/ without posts and pages."""
    ignored = shutil.ignore_patterns("posts", "pages", "__pycache__", "site")
    app = Path(shutil.copytree(APP, folder / "app", ignore=ignored))
    (app / "posts").mkdir()
    (app / "pages").mkdir()
    return app


def problems(app: Path) -> tuple[list[Problem], list[Post]]:
    """Return what the renderer rejects, and the texts that it could read."""
    posts: list[Post] = []

    def noted(*given: Any, **named: Any) -> list[Post]:  # noqa: ANN401 - as the one that it stands for
        found = read_texts(*given, **named)
        posts.extend(found)
        return found

    with tempfile.TemporaryDirectory() as out, mock.patch.object(rendering.site, "read_folder", noted):
        try:
            rendering.site.render_site(app, Path(out))
        except UserError as error:
            return error.problems, posts
    return [], posts


def accepted(app: Path) -> tuple[int, int, list[str]]:
    """Return how many texts are there, how many are not rejected (nor a file beside them), and what they show."""
    texts = {str(file.relative_to(app)) for kind in ("posts", "pages") for file in app.glob(f"{kind}/*.md")}
    texts |= {str(file.relative_to(app)) for kind in ("posts", "pages") for file in app.glob(f"{kind}/*/index.md")}
    wrong, posts = problems(app)
    rejected = {problem.file for problem in wrong}
    rejected |= {f"{file.rpartition('/')[0]}/index.md" for file in rejected}
    seen = [
        f"{post.shown}: {hit.kind} in the {hit.where}: {hit.around}"
        for post in posts
        if post.shown not in rejected
        for hit in hits(post.html, post.title, post.summary)
    ]
    return len(texts), len(texts - rejected), seen


def state(app: Path) -> str:
    """Return a hash of all files below app/."""
    files = sorted(file for file in app.rglob("*") if file.is_file())
    return hashlib.sha256(b"".join(str(file).encode() + file.read_bytes() for file in files)).hexdigest()


def measure(root: Path, generator: str) -> dict[str, object]:
    """Move one blog in, twice, into a copy of app/, and count."""
    with tempfile.TemporaryDirectory() as folder:
        app = empty_app(Path(folder))
        started = time.monotonic()
        report = Report()
        import_blog(app, root, report, generator)
        seconds = round(time.monotonic() - started, 1)
        first = state(app)
        import_blog(app, root, Report(), generator)
        blog = detect(read_folder(root), Notes(Report(), root.name), generator)
        texts, taken, seen = accepted(app)
        found = {"generator": blog.generator, "texts": texts, "after": taken, "same_again": state(app) == first}
        told = {"changed": len(report.changed), "left": len(report.left), "seconds": seconds}
    with tempfile.TemporaryDirectory() as folder:
        app = empty_app(Path(folder))
        entries = read_entries(blog, Report())
        settle(entries)
        for entry in entries:
            file = app / ("pages" if entry.page else "posts") / f"{entry.slug}.md"
            file.write_bytes(blog.folder.files[entry.name].read_bytes())
        return {"blog": root.name.replace("+", "/"), **found, "before": accepted(app)[1], **told, "seen": seen}


if __name__ == "__main__":
    vars(rendering.pictures).update(_still=opened, _moving=opened)
    print(json.dumps(measure(Path(sys.argv[1]).resolve(), sys.argv[2] if len(sys.argv) > 2 else "")))
