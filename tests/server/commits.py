"""What a commit is made of, as far as the played server knows commits."""

from __future__ import annotations

from typing import NamedTuple


class Commit(NamedTuple):
    """What a commit is made of.

    ``bad``: its tasks do not start. ``renderer``: empty for an own app. ``broken``: its content cannot be rendered.
    """

    app: str
    nginx: str
    text: str
    bad: bool = False
    renderer: str = ""
    broken: bool = False
    posts: frozenset[str] = frozenset()
