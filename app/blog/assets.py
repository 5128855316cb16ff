"""Files a page refers to. Their addresses carry a hash of their content, so a browser may keep them for ever."""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from blog.errors import BlogError

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".csv": "text/csv; charset=utf-8",
    ".pdf": "application/pdf",
}
HASH_LENGTH = 10
MAX_BYTES = 10_000_000
"""Two processes hold every file in memory on a server of 1 GB, and a reader on the road pays for each."""
SVG_SIZE = re.compile(r'<svg\b[^>]*?\bviewBox="[\d.-]+[ ,]+[\d.-]+[ ,]+([\d.]+)[ ,]+([\d.]+)"', re.S)


@dataclass(frozen=True)
class Asset:
    """One file. `name` is its stable path below /static; `path` the address with the hash in it."""

    name: str
    body: bytes
    mimetype: str
    path: str
    size: tuple[int, int] | None


def read_assets(folder: Path, prefix: str = "") -> dict[str, Asset]:
    """Reads every asset in `folder`, named `prefix` + file name. Markdown and dot files are left out.

    Raises BlogError for a symbolic link (it could lead out of the repository), for a type no page may serve and for a file of
    more than MAX_BYTES.
    """
    assets: dict[str, Asset] = {}
    for file in sorted(folder.iterdir()):
        if file.name.startswith(".") or file.suffix == ".md":
            continue
        shown = f"{folder.name}/{file.name}"
        if file.is_symlink() or not file.is_file():
            raise BlogError(shown, None, "must be a plain file, neither a folder nor a symbolic link")
        if file.suffix not in TYPES:
            raise BlogError(shown, None, f"cannot be served; known types: {' '.join(TYPES)}")
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise BlogError(
                shown,
                None,
                f"is {size:,} bytes; a file that pages show may have {MAX_BYTES:,}. Scale it down, or keep it elsewhere and link to it",
            )
        asset = make_asset(prefix + file.name, file.read_bytes())
        assets[asset.name] = asset
    return assets


def make_asset(name: str, body: bytes) -> Asset:
    """Names `body` by its content."""
    path = PurePosixPath(name)
    digest = hashlib.sha256(body).hexdigest()[:HASH_LENGTH]
    hashed = path.with_name(f"{path.stem}.{digest}{path.suffix}")
    return Asset(name, body, TYPES[path.suffix], f"/static/{hashed}", image_size(path.suffix, body))


def image_size(suffix: str, body: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG or an SVG with a viewBox, so that a page keeps room; else None."""
    if suffix == ".png" and len(body) >= 24:
        width, height = struct.unpack(">II", body[16:24])
        return width, height
    if suffix == ".svg":
        found = SVG_SIZE.search(body[:4096].decode("utf-8", "replace"))
        if found:
            return round(float(found[1])), round(float(found[2]))
    return None
