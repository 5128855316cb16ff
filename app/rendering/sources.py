"""Where posts are: a Markdown file or notebook each, or a folder with its index and its figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rendering.addresses import slug_of
from rendering.errors import Problems, user_error

MAX_BYTES = 1_000_000


@dataclass(frozen=True)
class Source:
    """A Markdown file. `shown` is how messages name it; `prefix` how its assets' names begin."""

    file: Path
    slug: str
    shown: str
    prefix: str


def sources(folder: Path) -> Iterator[Source]:
    """Find every Markdown file and notebook in `folder`, and the index.md or index.ipynb of each folder in it."""
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        name = file.name if file.name.isprintable() else repr(file.name)
        shown = f"{folder.name}/{name}"
        if file.name.startswith("."):
            continue
        if file.is_dir() and not file.is_symlink():
            index = "index.ipynb" if _only(file / "index.ipynb") else "index.md"
            slug = slug_of(file.name)
            yield Source(file / index, slug, f"{shown}/{index}", f"{folder.name}/{slug}/")
        elif file.suffix == ".md" or _only(file):
            yield Source(file, slug_of(file.stem), shown, f"{folder.name}/")


def _only(file: Path) -> bool:
    """Whether `file` is a notebook without Markdown of its name, beside which it is a file to take away."""
    return file.suffix == ".ipynb" and file.exists() and not file.with_suffix(".md").exists()


def check_names(found: list[Source], problems: Problems) -> None:
    """Add a problem for each name that gives no address, or the address of another source."""
    for source in found:
        if not source.slug or not source.shown.isprintable() or source.shown.endswith("'"):
            problems.add(named(source), 0, "the name becomes the address: use letters and digits, as in first-light.md")
        same = next(other for other in found if other.slug == source.slug)
        if source.slug and same is not source:
            problems.add(named(source), 0, f"has the same address as {named(same)}; rename one of them")


def named(source: Source) -> str:
    """Return how messages about the name or the address call a source."""
    return source.shown.removesuffix("/index.md").removesuffix("/index.ipynb")


def raw(source: Source, limit: int) -> bytes:
    """Read a source of at most `limit` bytes.

    Raises:
        UserError: it is missing, a link or too large.
    """
    if not source.file.exists() and not source.file.is_symlink():
        others = sorted(file.name for file in source.file.parent.glob("*.md"))
        move = f"; or move {', '.join(others[:3])} up, beside it" if others else ""
        problem = f"has no index.md: a folder here is one post, its text in index.md, its pictures beside that{move}"
        raise user_error(named(source), None, problem)
    if source.file.is_symlink() or not source.file.is_file():
        raise user_error(source.shown, None, "must be a plain file, not a symbolic link")
    size = source.file.stat().st_size
    if size > limit:
        raise user_error(source.shown, None, f"is {size:,} bytes; a post may have {limit:,}")
    return source.file.read_bytes()


def text(source: Source) -> str:
    """Read a Markdown file, with the line ends of Unix.

    Raises:
        UserError: it is missing, a link, larger than MAX_BYTES or not UTF-8.
    """
    body = raw(source, MAX_BYTES)
    try:
        return body.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise user_error(source.shown, line, "is not UTF-8 text; save the file as UTF-8") from None
