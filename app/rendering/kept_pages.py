"""Pages that are as they were at an earlier rendering, with their compressed copies."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from content.model import Site
from rendering.inputs import Digests, Unknown, Watching
from rendering.kept import Kept
from rendering.plan import Planned
from rendering.weight import Weight


@dataclass(frozen=True)
class Made:
    """A page: its bytes, the copies by their endings, and its weight, where it is HTML."""

    body: bytes
    copies: Mapping[str, bytes]
    weight: Weight | None


@dataclass
class Pages:
    """Makes pages, or finds them.

    Attributes:
        kept: where they are kept.
        environment: renders the templates.
        addresses: paths of assets by name.
        common: what every page is made of (`common`).
    """

    kept: Kept
    environment: Watching
    addresses: Mapping[str, str]
    common: str
    _digests: Digests = field(default_factory=Digests)

    def page(self, page: Planned, make: Callable[[], Made]) -> Made:
        """Return the page that is kept, where all that its template looked at is the same; else make and keep it."""
        try:
            digest = self._digests.of(page.values)
        except Unknown:
            return make()
        key = ("page", self.common, page.path, page.template, digest)
        found = self.kept.get(*key)
        if isinstance(found, tuple) and self._same(found[1], found[2]):
            known: Made = found[0]
            return known
        self.environment.forget()
        made = make()
        looked = {shown: self._digests.heavy(post) for shown, post in self.environment.posts.items()}
        self.kept.put((made, looked, dict(self.environment.assets)), *key)
        return made

    def _same(self, looked: Mapping[str, str], assets: Mapping[str, str]) -> bool:
        posts = self._digests.posts
        return all(self.addresses.get(name) == address for name, address in assets.items()) and all(
            shown in posts and self._digests.heavy(posts[shown]) == digest for shown, digest in looked.items()
        )


def common(site: Site, navigation: list[tuple[str, str]], templates: Path, *others: object) -> str:
    """Return the digest of what every page is made of: settings, menu, all templates, and `others`."""
    found = hashlib.sha256(repr((site, navigation, others)).encode("utf-8", "surrogateescape"))
    for file in sorted(file for file in templates.rglob("*") if file.is_file()):
        body = file.read_bytes()
        found.update(f"{file.relative_to(templates)}\0{len(body)}\0".encode() + body)
    return found.hexdigest()
