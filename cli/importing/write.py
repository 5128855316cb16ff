"""Writes what was converted below app/. What is there already stays."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from importing.entries import Entry
from importing.former_addresses import add_redirects
from importing.targets import Targets
from rendering.errors import user_error

REDIRECTS = "redirects.txt"
MAX_BYTES = 2_000_000_000
"""Of all files that posts show; each release carries them."""


@dataclass
class Counts:
    """How many texts were written, were there as they would be written, and differ and so were kept."""

    written: int = 0
    same: int = 0
    kept: int = 0


def write(app: Path, texts: list[tuple[Entry, str]], targets: Targets) -> Counts:
    """Write posts, pages, their files and app/redirects.txt.

    Raises:
        UserError: the files are too large together, or a folder of app/ is a symbolic link. Nothing was written.
    """
    sizes = sum(
        targets.blog.folder.files[name].stat().st_size for copies in targets.copies.values() for name in copies.values()
    )
    if sizes > MAX_BYTES:
        raise user_error(
            str(targets.blog.folder.root), None, f"posts show {sizes:,} bytes of files; {MAX_BYTES:,} may be"
        )
    for folder in (app / "posts", app / "pages", app / REDIRECTS):
        if folder.is_symlink():
            raise user_error(str(folder), None, "is a symbolic link; only what is below app/ is written")
    counts = Counts()
    for entry, text in texts:
        _write_entry(app, entry, text, targets.copies.get(entry.path, {}), targets, counts)
    add_redirects(app / REDIRECTS, texts, targets)
    return counts


def _write_entry(app: Path, entry: Entry, text: str, copies: dict[str, str], targets: Targets, counts: Counts) -> None:
    folder = app / ("pages" if entry.page else "posts")
    single, beside = folder / f"{entry.slug}.md", folder / entry.slug
    target = beside / "index.md" if copies else single
    other = single if copies else beside / "index.md"
    if (
        target.is_symlink()
        or beside.is_symlink()
        or other.exists()
        or (target.exists() and target.read_text("utf-8") != text)
    ):
        entry.notes.left(
            0, f"{target.relative_to(app.parent)} is there already and differs: kept. Delete it to import it anew"
        )
        counts.kept += 1
        return
    counts.same += target.exists()
    counts.written += not target.exists()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    for name, source in copies.items():
        if not (beside / name).is_symlink() and not (beside / name).exists():
            shutil.copyfile(targets.blog.folder.files[source], beside / name, follow_symlinks=False)
