"""Channels by name, URL or path. A path must be one that the image's build and every other checkout have, too."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

FOLDER = "conda/channels"
"""Below app/: the build copies this folder, and nothing else that could hold packages."""


def local_path(channel: str, app: Path) -> Path | None:
    """Return where a channel by path or file:// URL is; None for one by name or another URL.

    Relative paths are relative to `app`.
    """
    if channel.startswith("file://"):
        return Path(unquote(urlsplit(channel).path))
    if channel.startswith(("./", "../", "/", "~")) or channel in (".", ".."):
        return app / channel
    return None


def channel_problem(channel: str, app: Path) -> str | None:
    """Return what is wrong with a channel, or None. Looks at the disk for a path, never at the network."""
    if channel == "defaults":
        return (
            '"defaults" is Anaconda\'s own channel, with terms of its own: use conda-forge, or name its URL '
            "(https://repo.anaconda.com/pkgs/main) where you have the right"
        )
    path = local_path(channel, app)
    if path is not None:
        inside = (app / FOLDER).resolve()
        if not path.resolve().is_relative_to(inside) or path.resolve() == inside:
            return (
                f'"{channel}" is outside app/{FOLDER}/: only what is in there goes along with a push and into the '
                f"image's build; put the channel into app/{FOLDER}/NAME and write ./{FOLDER}/NAME"
            )
        return None if path.is_dir() else f'"{channel}" is not there: {path.resolve()} is no folder'
    url = urlsplit(channel)
    if "://" not in channel:
        return None if channel.strip("/") else f'"{channel}" is no channel: a name, a URL or a path is expected'
    if url.scheme not in ("http", "https"):
        return f'"{channel}" has scheme {url.scheme}; there are: https, http, file'
    if url.username or url.password or url.path.startswith("/t/"):
        return (
            f"a channel of {url.hostname} has a password or token in its URL, which git would keep: "
            "use a mirror that needs none, or a copy in the repository"
        )
    return None


def canonical_channel(channel: str, app: Path) -> str:
    """Return the one spelling of a channel, the same in every checkout. The channel must have no problem."""
    path = local_path(channel, app)
    if path is None:
        return channel.rstrip("/")
    return f"./{path.resolve().relative_to(app.resolve()).as_posix()}"


def channel_url(channel: str, app: Path) -> str:
    """Return what rattler takes: a name as it is, a path as a file:// URL."""
    return (app / channel).resolve().as_uri() if channel.startswith("./") else channel
