"""Settings of the blog, read from site.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from blog.errors import BlogError


@dataclass(frozen=True)
class Site:
    """What every page says about the blog; `url` is empty or has no trailing slash."""

    title: str
    tagline: str
    author: str
    language: str
    url: str


def read_site(file: Path) -> Site:
    """Reads site.toml. Raises BlogError for a missing file, bad TOML, and a missing, unknown or non-text key."""
    name = file.name
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BlogError(
            name, None, "is missing; it gives the blog's title, tagline, author, language and url"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BlogError(name, None, f"is not valid TOML: {error}") from None
    known = [field.name for field in fields(Site)]
    for key in values:
        if key not in known:
            raise BlogError(name, None, f'unknown key "{key}"; known: {", ".join(known)}')
    for key in known:
        if not isinstance(values.get(key), str) or (key != "url" and not values[key].strip()):
            raise BlogError(name, None, f'"{key}" must be a text, given: {values.get(key)!r}')
    if values["url"] and not values["url"].startswith(("http://", "https://")):
        raise BlogError(name, None, f'"url" must be empty or begin with https://, given: {values["url"]!r}')
    return Site(**{**values, "url": values["url"].rstrip("/")})
