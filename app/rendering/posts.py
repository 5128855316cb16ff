"""The posts: a Markdown file each, or a folder with index.md and its figures. The name becomes the address."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rendering import front_matter, markdown, notebook_file, notebooks
from rendering.assets import Asset, Assets
from rendering.budget import CPU_SECONDS, BudgetSpent, budget
from rendering.errors import Problems, UserError, user_error

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_BYTES = 1_000_000
MISSING = (
    "is missing: a folder here is one post, its text in index.md and its files beside it. "
    "Move posts out of this folder, and pictures beside the post that shows them"
)
WORDS_PER_MINUTE = 220
"""Silent reading of non-fiction: 238 in Brysbaert's meta-analysis of 2019; less, for figures and formulas."""


@dataclass(frozen=True)
class Source:
    """A Markdown file. `shown` is how messages name it; `prefix` how its assets' names begin."""

    file: Path
    slug: str
    shown: str
    prefix: str


@dataclass(frozen=True)
class Post:
    """A post or page as templates show it: `html` is safe to insert, `text` is its words without markup."""

    slug: str
    shown: str
    title: str
    date: datetime.date
    updated: datetime.date
    summary: str
    tags: tuple[str, ...]
    series: str | None
    draft: bool
    html: str
    text: str
    links: tuple[markdown.Link, ...]
    ids: frozenset[str]
    image: Asset | None

    @property
    def path(self) -> str:
        """Address of a post; a page's is its slug."""
        return f"/posts/{self.slug}"

    @property
    def minutes(self) -> int:
        """Reading time, at least one minute."""
        return max(1, round(len(self.text.split()) / WORDS_PER_MINUTE))


def sources(folder: Path) -> Iterator[Source]:
    """Find every Markdown file and notebook in `folder`, and the index.md or index.ipynb of each folder in it."""
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        name = file.name if file.name.isprintable() else repr(file.name)
        shown = f"{folder.name}/{name}"
        if file.name.startswith("."):
            continue
        if file.is_dir() and not file.is_symlink():
            index = "index.ipynb" if _only(file / "index.ipynb") else "index.md"
            yield Source(file / index, file.name, f"{shown}/{index}", f"{folder.name}/{file.name}/")
        elif file.suffix == ".md" or _only(file):
            yield Source(file, file.stem, shown, f"{folder.name}/")


def _only(file: Path) -> bool:
    """Whether `file` is a notebook without Markdown of its name, beside which it is a file to take away."""
    return file.suffix == ".ipynb" and file.exists() and not file.with_suffix(".md").exists()


def read_folder(folder: Path, assets: Assets, problems: Problems, page: bool = False) -> list[Post]:
    """Read and render what is in `folder`, newest first, drafts too.

    Args:
        folder: `posts` or `pages`.
        assets: gets the files beside the posts.
        problems: gets what is wrong; such a post is left out.
        page: whether they are pages, which have neither date nor tags; default: posts.
    """
    found = list(sources(folder))
    files = {source.file for source in found}
    assets.read(folder, folder.name, f"{folder.name}/", posts=files)
    for source in found:
        if source.file.parent != folder and source.file.exists():
            assets.read(source.file.parent, source.shown.rpartition("/")[0], source.prefix, below=True, posts=files)
    for source in found:
        if sum(other.slug == source.slug for other in found) > 1 and source.file.parent != folder:
            problems.add(source.shown, 0, f"has the same address as {folder.name}/{source.slug}.md; rename one of them")
    posts: list[Post] = []
    for source in found:
        with problems.collect():
            posts.append(_post(source, assets, problems, page))
    return sorted(posts, key=lambda post: (post.date, post.slug), reverse=True)


def _raw(source: Source, limit: int) -> bytes:
    if not SLUG.fullmatch(source.slug):
        raise user_error(
            source.shown.removesuffix("/index.md").removesuffix("/index.ipynb"),
            None,
            "the name becomes the address: use a-z, 0-9 and single hyphens, as in first-light.md",
        )
    if source.file.is_symlink() or not source.file.is_file():
        problem = "must be a plain file, not a symbolic link" if source.file.exists() else MISSING
        raise user_error(source.shown, None, problem)
    size = source.file.stat().st_size
    if size > limit:
        raise user_error(source.shown, None, f"is {size:,} bytes; a post may have {limit:,}")
    return source.file.read_bytes()


def _text(source: Source) -> str:
    raw = _raw(source, MAX_BYTES)
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise user_error(source.shown, line, "is not UTF-8 text; save the file as UTF-8") from None


def _post(source: Source, assets: Assets, problems: Problems, page: bool) -> Post:
    notebook = None
    if source.file.suffix == ".ipynb":
        raw = _raw(source, notebook_file.MAX_BYTES)
        notebook = notebooks.convert(
            source.shown, raw, source.slug, lambda name, body: assets.take(source.prefix + name, body), problems
        )
        head, body, line = notebook.head, notebook.body, 1
    else:
        head, body, line = front_matter.split(source.shown, _text(source))
    beside = {name.removeprefix(source.prefix): a for name, a in assets.found.items() if name.startswith(source.prefix)}
    front = None
    with problems.collect():
        front = front_matter.read(f"{source.shown} cell 1" if notebook else source.shown, head, page)
    try:
        with budget():
            own = Problems() if notebook else problems
            rendered = markdown.render(source.shown, line, body, beside, own)
    except (BudgetSpent, MemoryError, RecursionError) as error:
        took = f"rendering took too much ({type(error).__name__}, limit {CPU_SECONDS:g} s)"
        raise user_error(source.shown, None, took) from None
    if notebook:
        problems.found += [notebook.place(problem) for problem in own.found]
        rendered = notebook.finish(rendered)
    if front is None:
        raise UserError
    return Post(
        slug=source.slug,
        shown=source.shown,
        title=front.title,
        date=front.date,
        updated=front.updated or front.date,
        summary=front.summary,
        tags=front.tags,
        series=front.series,
        draft=front.draft,
        html=rendered.html,
        text=rendered.text,
        links=rendered.links,
        ids=rendered.ids,
        image=rendered.image,
    )
