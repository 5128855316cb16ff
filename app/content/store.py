"""The folder that `rendering` writes and the app reads: `content.json`, and the files it names."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from content.model import Content, Entry, File, Later, Page, Site

INDEX = "content.json"


class NotRendered(Exception):
    """There is no rendered blog in the folder."""


def save(content: Content, folder: Path) -> None:
    """Write the index of `content`; `rendering` has already put the files themselves below `folder`."""
    index = {
        "site": asdict(content.site),
        "pages": _stored(content.pages),
        "errors": {str(status): [page.mimetype, page.body.decode()] for status, page in content.errors.items()},
        "files": {
            path: [str(file.path.relative_to(folder)), file.mimetype, file.immutable]
            for path, file in content.files.items()
        },
        "entries": [_dated(entry) for entry in content.entries],
        "later": [
            {
                "moment": later.moment.isoformat(),
                "pages": _stored(later.pages),
                "entries": [_dated(entry) for entry in later.entries],
            }
            for later in content.later
        ],
        "addresses": content.addresses,
        "navigation": content.navigation,
        "redirects": content.redirects,
    }
    (folder / INDEX).write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")


def load(folder: Path) -> Content:
    """Read what `save` wrote.

    Raises:
        NotRendered: `folder` has no index.
    """
    try:
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotRendered(f"{folder} has no rendered blog; make it with `python3 -m rendering {folder}`") from None
    return Content(
        site=Site(**index["site"]),
        pages={path: _page(page) for path, page in index["pages"].items()},
        errors={int(status): _page(page) for status, page in index["errors"].items()},
        files={path: File(folder / name, kind, fixed) for path, (name, kind, fixed) in index["files"].items()},
        entries=[_entry(entry) for entry in index["entries"]],
        addresses=index["addresses"],
        navigation=[(path, title) for path, title in index["navigation"]],
        later=[
            Later(
                moment=datetime.datetime.fromisoformat(later["moment"]),
                pages={path: _page(page) for path, page in later["pages"].items()},
                entries=[_entry(entry) for entry in later["entries"]],
            )
            for later in index["later"]
        ],
        redirects=index["redirects"],
    )


def _stored(pages: dict[str, Page]) -> dict[str, list[str]]:
    return {path: [page.mimetype, page.body.decode()] for path, page in pages.items()}


def _dated(entry: Entry) -> dict[str, Any]:
    return {**asdict(entry), "date": entry.date.isoformat()}


def _page(stored: list[str]) -> Page:
    mimetype, body = stored
    return Page(body.encode(), mimetype)


def _entry(stored: dict[str, Any]) -> Entry:
    date = datetime.date.fromisoformat(stored["date"])
    return Entry(**{**stored, "date": date, "tags": tuple(stored["tags"])})
