"""The posts: a Markdown file each, or a folder with index.md and its figures. The name becomes the address."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rendering import front_matter, markdown, notebook_file, notebooks, reading_time
from rendering.addresses import slug_of
from rendering.assets import Asset, Assets
from rendering.budget import CPU_SECONDS, BudgetSpent, budget
from rendering.errors import Problems, UserError, user_error

MAX_BYTES = 1_000_000


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
    moment: datetime.datetime
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
    aliases: tuple[tuple[int, str], ...] = ()

    @property
    def path(self) -> str:
        """Address of a post; a page's is its slug."""
        return f"/posts/{self.slug}"

    @property
    def published(self) -> str:
        """When it appears, as feeds have it (RFC 3339, UTC)."""
        return self.moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def changed(self) -> str:
        """When it was changed last, likewise; not before it appeared."""
        return max(self.published, f"{self.updated}T00:00:00Z")

    @property
    def minutes(self) -> int:
        """Reading time, at least one minute."""
        return reading_time.minutes(self.text)


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
        if not source.slug or not source.shown.isprintable() or source.shown.endswith("'"):
            problems.add(
                _named(source), 0, "the name becomes the address: use letters and digits, as in first-light.md"
            )
        same = next(other for other in found if other.slug == source.slug)
        if source.slug and same is not source:
            problems.add(_named(source), 0, f"has the same address as {_named(same)}; rename one of them")
    posts: list[Post] = []
    for source in found:
        with problems.collect():
            posts.append(_post(source, assets, problems, page))
    return sorted(posts, key=lambda post: (post.moment, post.slug), reverse=True)


def _named(source: Source) -> str:
    return source.shown.removesuffix("/index.md").removesuffix("/index.ipynb")


def _raw(source: Source, limit: int) -> bytes:
    if not source.file.exists() and not source.file.is_symlink():
        others = sorted(file.name for file in source.file.parent.glob("*.md"))
        move = f"; or move {', '.join(others[:3])} up, beside it" if others else ""
        problem = f"has no index.md: a folder here is one post, its text in index.md, its pictures beside that{move}"
        raise user_error(_named(source), None, problem)
    if source.file.is_symlink() or not source.file.is_file():
        raise user_error(source.shown, None, "must be a plain file, not a symbolic link")
    size = source.file.stat().st_size
    if size > limit:
        raise user_error(source.shown, None, f"is {size:,} bytes; a post may have {limit:,}")
    return source.file.read_bytes()


def _text(source: Source) -> str:
    raw = _raw(source, MAX_BYTES)
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise user_error(source.shown, line, "is not UTF-8 text; save the file as UTF-8") from None


def _title(front: front_matter.FrontMatter | None) -> str:
    return front.title if front else ""


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
            rendered = markdown.render(source.shown, line, body, beside, own, _title(front))
    except (BudgetSpent, MemoryError, RecursionError) as error:
        took = f"rendering took too much ({type(error).__name__}, limit {CPU_SECONDS:g} s)"
        raise user_error(source.shown, None, took) from None
    if notebook:
        problems.found += [notebook.place(problem) for problem in own.found]
        rendered = notebook.finish(rendered)
    if front is None:
        raise UserError
    if not (front.summary or rendered.excerpt):
        raise user_error(source.shown, 1, 'lacks "summary", and no paragraph of text to take it from')
    return Post(
        slug=source.slug,
        shown=source.shown,
        title=front.title,
        date=front.date,
        moment=front.moment,
        updated=front.updated or front.date,
        summary=front.summary or rendered.excerpt,
        tags=front.tags,
        series=front.series,
        draft=front.draft,
        html=rendered.html,
        text=rendered.text,
        links=rendered.links,
        ids=rendered.ids,
        image=rendered.image,
        aliases=front.aliases,
    )
