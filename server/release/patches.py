"""Which image stands for another, because upkeep built it again with newer packages.

An image is named by what it is built from (policy/parts.py), and that name stays while the packages of its base change. This
table leads from the name to the image that was built last. It counts for every release: what is pushed later from the same
sources, and what is rolled back to, runs the newer packages, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from release.places import STATE
from release.state import utc
from shared.files import read_json, write_whole

FILE = STATE / "patches.json"
NAME = re.compile(r"freehold\.invalid/[a-z]+:[0-9a-f]{40}(-[0-9]{14})?", re.ASCII)


def table() -> dict[str, str]:
    """Return the table; what is damaged in it is left out, so that image is built again under its own name."""
    found = read_json(FILE)
    rows = found.items() if isinstance(found, dict) else ()
    return {
        one: other for one, other in rows if isinstance(other, str) and NAME.fullmatch(one) and NAME.fullmatch(other)
    }


def name_of(image: str, newer: Mapping[str, str] | None = None) -> str:
    """Return the image that runs in the place of one. ``newer``: rows that are tried and not decided."""
    return (newer or {}).get(image) or table().get(image, image)


def fresh(image: str, moment: str = "") -> str:
    """Return the name under which an image is built again. ``moment``: UTC as the list of releases has it; default: now. Pure."""
    return f"{image}-{re.sub(r'[^0-9]', '', moment or utc())}"


def decide(newer: Mapping[str, str]) -> None:
    """Let these rows count from here on: this rename decides."""
    write_whole(FILE, json.dumps({**table(), **newer}, indent=1) + "\n")


def decided(newer: Mapping[str, str]) -> bool:
    """Return whether all these rows count."""
    return newer.items() <= table().items()


def keep_only(images: Iterable[str]) -> None:
    """Forget the rows of images that no kept release has."""
    kept, rows = set(images), table()
    left = {one: other for one, other in rows.items() if one in kept}
    if left != rows:
        write_whole(FILE, json.dumps(left, indent=1) + "\n")
