"""Which files of a commit are one post: its text, its folder, and the pictures beside it that nothing else shows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from posixpath import splitext
from urllib.parse import quote, unquote

from release.git import git

FOLDER = "app/posts/"
# What becomes a page; every other file in the folder is published as it is.
TEXTS = (".md", ".ipynb")


def slug(name: str) -> str:
    """Return a name's part of an address, as app/rendering/addresses.py makes it of names in Latin letters. Pure."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", plain))


def text_files(post: str, listing: Sequence[str]) -> list[str]:
    """Return the files of a post that are its own by their names: NAME.md, NAME.ipynb, all in the folder NAME/. Pure.

    ``post``: the name of its file or folder, or its part of the address. ``listing``: all paths below app/posts.
    """
    named: dict[str, list[str]] = {}
    for path in listing:
        first, _, inside = path.removeprefix(FOLDER).partition("/")
        stem, suffix = splitext(first)
        if inside or suffix in TEXTS:
            named.setdefault(first if inside else stem, []).append(path)
    if post in named:
        return named[post]
    return [path for name, paths in named.items() if slug(name) == slug(post) for path in paths]


def beside(listing: Sequence[str]) -> dict[str, list[str]]:
    """Return the files that lie beside the posts, by name without suffix: a film and its still are one figure. Pure."""
    found: dict[str, list[str]] = {}
    for path in listing:
        name = path.removeprefix(FOLDER)
        stem, suffix = splitext(name)
        if "/" not in name and suffix not in TEXTS:
            found.setdefault(stem, []).append(name)
    return found


def only_of(families: Mapping[str, Sequence[str]], used: Collection[str], elsewhere: Collection[str]) -> list[str]:
    """Return the paths beside the posts that this post names and nothing else does. Pure."""
    return [
        FOLDER + name
        for names in families.values()
        if any(name in used for name in names) and not any(name in elsewhere for name in names)
        for name in names
    ]


def pattern(names: Sequence[str]) -> str:
    """Return what finds these file names in a text, also quoted for an address; none of them as a part of another name. Pure."""
    words = sorted({word for name in names for word in (name, quote(name))}, key=len, reverse=True)
    return rf"(?<![\w.-])(?:{'|'.join(map(re.escape, words))})(?![\w-]|\.\w)"


def _named(commit: str, names: Sequence[str], *where: str) -> set[str]:
    """Return which of these file names the text at these paths of the commit has."""
    found = git("grep", "-hoIP", "-e", pattern(names), commit, "--", *where)
    return {unquote(line) for line in (found or "").split("\n")}


def files_of(commit: str, post: str) -> list[str]:
    """Return the paths of all files of a post in a commit; none where it has no such post."""
    listing = (git("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, "--", FOLDER) or "").split("\0")
    listing = [path for path in listing if path]
    own = text_files(post, listing)
    families = beside(listing)
    names = [name for family in families.values() for name in family]
    if not own or not names:
        return own
    literal = [f":(top,literal){path}" for path in own]
    used = _named(commit, names, *literal)
    elsewhere = _named(commit, names, "app", *(f":(top,exclude,literal){path}" for path in own))
    return own + only_of(families, used, elsewhere)


def in_history(commit: str, post: str) -> bool:
    """Return whether the commit or one that it follows has a post of that name."""
    where = [f":(top,glob){FOLDER}{post}{end}" for end in (*TEXTS, "/**")]
    return bool(git("log", "-1", "--format=%H", commit, "--", *where))
