"""The posts: a Markdown file each, or a folder with index.md and its figures. The name becomes the address."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from rendering import front_matter, kept_posts, markdown, notebook_file, notebooks, reading_time
from rendering.assets import Asset, Assets
from rendering.budget import CPU_SECONDS, BudgetSpent, budget
from rendering.document import Link
from rendering.errors import Problems, UserError, user_error
from rendering.kept import Kept
from rendering.sources import Source, check_names, raw, sources, text


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
    links: tuple[Link, ...]
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


def read_folder(
    folder: Path, assets: Assets, problems: Problems, kept: Kept | None = None, page: bool = False
) -> list[Post]:
    """Read and render what is in `folder`, newest first, drafts too.

    Args:
        folder: `posts` or `pages`.
        assets: gets the files beside the posts.
        problems: gets what is wrong; such a post is left out.
        kept: has what is as it was at an earlier rendering; default: nothing.
        page: whether they are pages, which have neither date nor tags; default: posts.
    """
    found = list(sources(folder))
    files = {source.file for source in found}
    assets.read(folder, folder.name, f"{folder.name}/", posts=files)
    for source in found:
        if source.file.parent != folder and source.file.exists():
            assets.read(source.file.parent, source.shown.rpartition("/")[0], source.prefix, below=True, posts=files)
    check_names(found, problems)
    posts: list[Post] = []
    for source in found:
        with problems.collect():
            posts.append(_kept_post(source, assets, problems, kept or Kept(None, ""), page))
    return sorted(posts, key=lambda post: (post.moment, post.slug), reverse=True)


def _title(front: front_matter.FrontMatter | None) -> str:
    return front.title if front else ""


def _kept_post(source: Source, assets: Assets, problems: Problems, kept: Kept, page: bool) -> Post:
    found = assets.found.items()
    beside = {name.removeprefix(source.prefix): asset for name, asset in found if name.startswith(source.prefix)}
    return kept_posts.read(
        source, page, beside, problems, kept, lambda watched: _post(source, assets, watched, problems, page)
    )


def _post(source: Source, assets: Assets, beside: dict[str, Asset], problems: Problems, page: bool) -> Post:
    notebook = None
    if source.file.suffix == ".ipynb":
        saved = raw(source, notebook_file.MAX_BYTES)
        notebook = notebooks.convert(
            source.shown, saved, source.slug, lambda name, body: assets.take(source.prefix + name, body), problems
        )
        head, body, line = notebook.head, notebook.body, 1
    else:
        head, body, line = front_matter.split(source.shown, text(source))
    if notebook:
        # With the pictures that were taken from it.
        beside |= {n.removeprefix(source.prefix): a for n, a in assets.found.items() if n.startswith(source.prefix)}
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
