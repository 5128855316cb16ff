"""site.toml: what the blog says about itself."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

from content.model import Site
from rendering.errors import Problems, user_error


def read_site(file: Path) -> Site:
    """Read site.toml.

    Raises:
        UserError: the file is missing or no TOML, or a key is missing, unknown or not a text; has all of these.
    """
    known = [field.name for field in fields(Site)]
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise user_error(file.name, None, f"is missing; it gives the blog's {', '.join(known)}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise user_error(file.name, None, f"is not valid TOML: {error}") from None
    problems = Problems()
    for key in values:
        if key not in known:
            problems.add(file.name, 0, f'unknown key "{key}"; known: {", ".join(known)}')
    for key in known:
        if not isinstance(values.get(key), str) or not values[key].strip():
            problems.add(file.name, 0, f'"{key}" must be a text, given: {values.get(key)!r}')
    problems.check()
    return Site(**values)
