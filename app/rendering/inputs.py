"""What a page was made of: enough to know that it would be the same again.

Nearly every page names other posts (lists, tags, neighbours), but few show their text. So the text of a post counts
only for pages whose template looked at it.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass

import jinja2

from rendering.posts import Post

HEAVY = ("html", "text", "links", "ids", "aliases")
"""Fields of a post that only its own page and the feed look at; the reading time, made of the text, counts always."""


class Unknown(Exception):
    """A value that cannot be compared by what it has."""


class Digests:
    """Digests of values that pages are made of; each post, tag and series is looked at once."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}
        self.posts: dict[str, Post] = {}

    def of(self, value: object) -> str:
        """Return the digest of a value, without the heavy fields of its posts. Raises Unknown."""
        if value is None or isinstance(value, str | int | float | datetime.date):
            return repr(value)
        if isinstance(value, list | tuple):
            return f"[{','.join(map(self.of, value))}]"
        if isinstance(value, Mapping):
            return f"{{{','.join(f'{self.of(key)}:{self.of(one)}' for key, one in value.items())}}}"
        if is_dataclass(value) and not isinstance(value, type):
            return self._once(value)
        raise Unknown(type(value).__name__)

    def _once(self, value: object) -> str:
        # Kept alive by the pages that are made of it, so no other object gets its id.
        if id(value) not in self._known:
            heavy = HEAVY if isinstance(value, Post) else ()
            names = [field.name for field in fields(value) if field.name not in heavy]  # type: ignore[arg-type] # above
            parts = [type(value).__name__, *(f"{name}={self.of(getattr(value, name))}" for name in names)]
            if isinstance(value, Post):
                self.posts[value.shown] = value
                parts.append(str(value.minutes))
            self._known[id(value)] = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
        return self._known[id(value)]

    def heavy(self, post: Post) -> str:
        """Return the digest of a post's heavy fields."""
        values = [sorted(one) if isinstance(one, frozenset) else one for one in (getattr(post, n) for n in HEAVY)]
        return hashlib.sha256(repr(values).encode("utf-8", "surrogateescape")).hexdigest()


class Watching(jinja2.Environment):
    """Notes what a template looks at: posts' heavy fields, and addresses of assets."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type] # as they are
        self.posts: dict[str, Post] = {}
        self.assets: dict[str, str] = {}

    def forget(self) -> None:
        """Begin with a new page."""
        self.posts, self.assets = {}, {}

    def look(self, value: object, name: object) -> None:
        """Note that a template looks at an attribute."""
        if name in HEAVY and isinstance(value, Post):
            self.posts[value.shown] = value

    def getattr(self, obj: object, attribute: str) -> object:
        """As Jinja's."""
        self.look(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: object, argument: object) -> object:
        """As Jinja's."""
        self.look(obj, argument)
        return super().getitem(obj, argument)

    def watch(self, name: str) -> None:
        """Let the global function `name` note its argument: a post whose text it takes, or an asset."""
        inner: Callable[[object], str] = self.globals[name]  # type: ignore[assignment] # ours

        def watched(argument: object) -> str:
            found = inner(argument)
            if isinstance(argument, Post):
                self.posts[argument.shown] = argument
            else:
                self.assets[str(argument)] = found
            return found

        self.globals[name] = watched
