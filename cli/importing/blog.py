"""The whole move, from the folder of a blog to the files of app/."""

from __future__ import annotations

from pathlib import Path

from importing import anchors, body, front_here
from importing.addresses_here import settle
from importing.beginning import summary_of
from importing.detect import detect
from importing.entries import Entry, read_entries
from importing.generators import Blog
from importing.report import Notes, Report
from importing.source import read_folder
from importing.targets import Targets
from importing.write import Counts, write
from rendering.errors import Problems, UserError, user_error
from rendering.markdown import Rendered, render


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
    settle(entries)
    targets = Targets.of(blog, entries)
    bodies = [body.convert(entry, targets) for entry in entries]
    _notebooks(blog, targets, report)
    seen = [_rendered(entry, text) for entry, text in zip(entries, bodies, strict=True)]
    ids = {entry.path: rendered.ids for entry, rendered in zip(entries, seen, strict=True) if rendered}
    spellings: dict[str, str] = {}
    texts: list[tuple[Entry, str]] = []
    for entry, text, rendered in zip(entries, bodies, seen, strict=True):
        whole = anchors.repair(text, entry.line, entry.notes, entry.path, ids)
        first = "" if rendered and rendered.excerpt else summary_of(entry.title, whole)
        head = front_here.head(entry, spellings, blog.generator, first)
        texts.append((entry, f"---\n{head}\n---\n\n{whole}"))
    return write(app, texts, targets)


def _notebooks(blog: Blog, targets: Targets, report: Report) -> None:
    """Name the notebooks among the texts that no text shows."""
    shown = {name for copies in targets.copies.values() for name in copies.values()}
    for name in sorted({name for folder in blog.content for name in blog.folder.below(folder)} - shown):
        if name.endswith(".ipynb"):
            Notes(report, name).left(0, "is a notebook, and not imported: copy it to app/posts, see docs/notebooks.md")


def _rendered(entry: Entry, text: str) -> Rendered | None:
    """Render a body to see its headings' ids and its beginning; what is wrong with it is told later, of all at once."""
    try:
        return render(entry.name, 1, text, {}, Problems(), entry.title)
    except UserError:
        return None
