"""The whole move, from the folder of a blog to the files of app/."""

from __future__ import annotations

from pathlib import Path

from importing import body, front_here
from importing.detect import detect
from importing.entries import Entry, read_entries
from importing.report import Notes, Report
from importing.source import read_folder
from importing.targets import Targets
from importing.write import Counts, write
from rendering.errors import user_error


def import_blog(app: Path, root: Path, report: Report, generator: str = "") -> Counts:
    """Move the posts and pages of a blog in.

    Args:
        app: the folder app/, the only one that is written.
        root: the blog's folder.
        report: gets what was changed and what is left.
        generator: which made it; default: found out.

    Raises:
        UserError: nothing was written; has the reason.
    """
    if root == app or app in root.parents or root in app.parents:
        raise user_error(str(root), None, "is part of this project; name the folder of another blog")
    blog = detect(read_folder(root), Notes(report, root.name), generator)
    entries = read_entries(blog, report)
    if not entries:
        raise user_error(str(root), None, f"has no post that could be read (as {blog.generator})")
    targets = Targets.of(blog, entries)
    spellings: dict[str, str] = {}
    texts: list[tuple[Entry, str]] = []
    for entry in entries:
        converted = body.convert(entry, targets)
        texts.append((entry, f"---\n{front_here.head(entry, spellings, blog.generator)}\n---\n\n{converted}"))
    return write(app, texts, targets)
