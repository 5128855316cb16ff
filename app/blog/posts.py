"""The posts folder: one Markdown file for each post, figures beside them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from blog import front_matter, markdown
from blog.assets import Asset
from blog.budget import CPU_SECONDS, BudgetSpent, budget
from blog.errors import BlogError

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_BYTES = 1_000_000
WORDS_PER_MINUTE = 220
"""Silent reading of non-fiction: 238 in Brysbaert's meta-analysis of 2019; less, for figures and formulas."""


@dataclass(frozen=True)
class Post:
    """A post as pages show it: `html` is safe to insert, `text` is its words without markup."""

    slug: str
    title: str
    date: datetime.date
    updated: datetime.date
    summary: str
    tags: tuple[str, ...]
    html: str
    text: str

    @property
    def path(self) -> str:
        """Address on the site."""
        return f"/posts/{self.slug}"

    @property
    def minutes(self) -> int:
        """Reading time, at least one minute."""
        return max(1, round(len(self.text.split()) / WORDS_PER_MINUTE))


def read_posts(folder: Path, assets: Mapping[str, Asset]) -> list[Post]:
    """Reads and renders every post, newest first; drafts are checked and left out.

    Raises BlogError at the first post that cannot be shown.
    """
    files = sorted(file for file in folder.iterdir() if file.suffix == ".md" and not file.name.startswith("."))
    sources = [(file, *front_matter.split(_shown(file), _source(file))) for file in files]
    fronts = [(file, front_matter.read(_shown(file), source), body, line) for file, source, body, line in sources]
    slugs = frozenset(file.stem for file, front, _, _ in fronts if not front.draft)
    posts = [(_post(file, front, body, line, assets, slugs), front.draft) for file, front, body, line in fronts]
    published = [post for post, draft in posts if not draft]
    return sorted(published, key=lambda post: (post.date, post.slug), reverse=True)


def _shown(file: Path) -> str:
    return f"posts/{file.name}" if file.name.isprintable() else f"posts/{file.name!r}"


def _source(file: Path) -> str:
    shown = _shown(file)
    if not SLUG.fullmatch(file.stem):
        raise BlogError(
            shown, None, "the file's name becomes the address: use a-z, 0-9 and single hyphens, as in first-light.md"
        )
    if file.is_symlink() or not file.is_file():
        raise BlogError(shown, None, "must be a plain file, neither a folder nor a symbolic link")
    raw = file.read_bytes()
    if len(raw) > MAX_BYTES:
        raise BlogError(shown, None, f"is {len(raw):,} bytes; a post may have {MAX_BYTES:,}")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BlogError(shown, line, "is not UTF-8 text; save the file as UTF-8") from None


def _post(
    file: Path,
    front: front_matter.FrontMatter,
    body: str,
    line: int,
    assets: Mapping[str, Asset],
    slugs: frozenset[str],
) -> Post:
    shown = _shown(file)
    try:
        with budget():
            rendered = markdown.render(shown, line, body, assets, slugs)
    except (BudgetSpent, MemoryError, RecursionError) as error:
        raise BlogError(
            shown, None, f"rendering took too much ({type(error).__name__}, limit {CPU_SECONDS:g} s)"
        ) from None
    return Post(
        slug=file.stem,
        title=front.title,
        date=front.date,
        updated=front.updated or front.date,
        summary=front.summary,
        tags=front.tags,
        html=rendered.html,
        text=rendered.text,
    )
