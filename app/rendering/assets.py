"""Files a page refers to. Their addresses carry a hash of their content, so a browser may keep them for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from content.model import File
from rendering.errors import Problems
from rendering.leftovers import is_leftover
from rendering.pictures import RASTER, UnreadablePicture, right_sized, svg_size

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".ipynb": "application/json",
    ".py": "text/plain; charset=utf-8",
    ".npz": "application/octet-stream",
    ".pdf": "application/pdf",
}
HASH_LENGTH = 10
MAX_BYTES = 10_000_000
"""A reader on the road pays for each, and a release copies them all."""


@dataclass(frozen=True)
class Asset:
    """One file as pages show it.

    Attributes:
        name: its path below /static.
        address: the path with the hash in it.
        size: width and height in pixels, of a picture.
        sizes: width, height and address of each size of a raster figure, smallest first.
    """

    name: str
    address: str
    size: tuple[int, int] | None = None
    sizes: tuple[tuple[int, int, str], ...] = ()


@dataclass
class Assets:
    """Reads assets and puts them, hashed and right-sized, below `out`."""

    out: Path
    cache: Path | None
    problems: Problems
    found: dict[str, Asset] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)

    def read(self, folder: Path, shown: str, prefix: str = "") -> None:
        """Take every asset in `folder`; a problem names it as `shown`/file name.

        Markdown, dot files and folders are left out. A symbolic link (it could lead out of the repository), a type no
        page may serve, a file above MAX_BYTES and a picture that cannot be read are problems.

        Args:
            folder: where the files are; it may be missing.
            shown: how messages name the folder.
            prefix: what each asset's name begins with; default: nothing.
        """
        for file in _files(folder):
            problem = _problem(file)
            if problem:
                self.problems.add(f"{shown}/{file.name}", 0, problem)
                continue
            try:
                self._take(prefix + file.name, file.read_bytes())
            except UnreadablePicture as error:
                self.problems.add(f"{shown}/{file.name}", 0, f"is not a picture that can be read: {error}")

    def _take(self, name: str, body: bytes) -> None:
        suffix = PurePosixPath(name).suffix.lower()
        if suffix in RASTER:
            pictures = right_sized(suffix, body, self.cache)
            sizes = tuple((p.width, p.height, self._put(name, p.body)) for p in pictures)
            width, height, address = sizes[-1]
            asset = Asset(name, address, (width, height), sizes)
        else:
            asset = Asset(name, self._put(name, body), svg_size(body) if suffix == ".svg" else None)
        self.found[name] = asset
        self.files[f"/static/{name}"] = File(self.files[asset.address].path, TYPES[suffix], immutable=False)

    def _put(self, name: str, body: bytes) -> str:
        path = PurePosixPath(name)
        digest = hashlib.sha256(body).hexdigest()[:HASH_LENGTH]
        hashed = path.with_name(f"{path.stem}.{digest}{path.suffix}")
        target = self.out / "static" / hashed
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
        self.files[f"/static/{hashed}"] = File(target, TYPES[path.suffix.lower()], immutable=True)
        return f"/static/{hashed}"


def _files(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if is_leftover(file.name):
            continue
        if not file.name.startswith(".") and file.suffix != ".md" and (file.is_symlink() or not file.is_dir()):
            yield file


def _problem(file: Path) -> str | None:
    if file.is_symlink() or not file.is_file():
        return "must be a plain file, not a symbolic link"
    if file.suffix.lower() not in TYPES:
        return f"cannot be served; known types: {' '.join(TYPES)}"
    size = file.stat().st_size
    if size > MAX_BYTES:
        return (
            f"is {size:,} bytes; a file that pages show may have {MAX_BYTES:,}. "
            "Scale it down, or keep it elsewhere and link to it"
        )
    return None
