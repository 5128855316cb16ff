"""Files a page refers to. Their addresses carry a hash of their content, so a browser may keep them for ever."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from content.media import TYPES, VIDEOS
from content.model import File
from rendering.addresses import slug_of
from rendering.errors import Problems
from rendering.leftovers import is_leftover
from rendering.media import PICTURES, unserved, video_problem
from rendering.pictures import UnreadablePicture, right_sized, svg_size
from rendering.self_contained import figure_problem

HASH_LENGTH = 10
URL = re.compile(rb'url\("([\w.-]+)"\)')
MAX_BYTES = 10_000_000
"""A reader on the road pays for each, and a release copies them all."""


@dataclass(frozen=True)
class Asset:
    """One file as pages show it.

    Attributes:
        name: its path below /static.
        address: the path with the hash in it, as a page writes it.
        size: width and height in pixels, of a picture.
        sizes: width, height and address of each size of a raster figure, narrowest first.
        still: address of the first picture, where the figure moves.
        length: bytes of the file.
    """

    name: str
    address: str
    size: tuple[int, int] | None = None
    sizes: tuple[tuple[int, int, str], ...] = ()
    still: str | None = None
    length: int = 0


@dataclass
class Assets:
    """Reads assets and puts them, hashed and right-sized, below `out`."""

    out: Path
    cache: Path | None
    problems: Problems
    found: dict[str, Asset] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)

    def read(
        self, folder: Path, shown: str, prefix: str = "", *, below: bool = False, posts: Collection[Path] = ()
    ) -> None:
        """Take every asset in `folder`; a problem names it as `shown`/file name.

        Markdown and dot files are left out. A symbolic link (it could lead out of the repository), a type no page may
        serve, a file above MAX_BYTES, a picture that cannot be read and an HTML file that is no figure are problems.

        Args:
            folder: where the files are; it may be missing.
            shown: how messages name the folder.
            prefix: what each asset's name begins with; default: nothing.
            below: whether folders in it count, too; default: they are left out.
            posts: files that become posts, and so are not published as they are.
        """
        # Style sheets last: they name other files.
        for file in sorted(_files(folder, below), key=lambda file: file.suffix.lower() == ".css"):
            if file in posts:
                continue
            name = file.relative_to(folder).as_posix()
            problem = _problem(file) or self.take(prefix + name, file.read_bytes())
            if problem:
                self.problems.add(f"{shown}/{name}", 0, problem)

    def take(self, name: str, body: bytes) -> str | None:
        """Take the asset `name` with this content. Returns what is wrong with it instead, or None."""
        suffix = PurePosixPath(name).suffix.lower()
        size: tuple[int, int] | None = None
        sizes: tuple[tuple[int, int, str], ...] = ()
        still, shown = None, body
        if suffix in PICTURES:
            try:
                sized = right_sized(suffix, body, self.cache)
            except UnreadablePicture as error:
                return str(error)
            size, shown = (sized.own.width, sized.own.height), sized.own.body
            sizes = tuple((p.width, p.height, self._put(name, p.suffix, p.body)) for p in sized.sizes)
            still = self._put(name, sized.still.suffix, sized.still.body) if sized.still else None
        elif suffix == ".css":
            shown = URL.sub(self._address, body)
        elif suffix == ".svg":
            size = svg_size(body)
        elif suffix == ".html" or suffix in VIDEOS:
            problem = figure_problem(name, body) if suffix == ".html" else video_problem(suffix, body)
            if problem:
                return problem
        self.found[name] = Asset(name, self._put(name, suffix, shown), size, sizes, still, len(body))
        return None

    def _address(self, url: re.Match[bytes]) -> bytes:
        """Give a style sheet's `url("math.woff2")` the address with the hash, where such a file lies beside it."""
        found = self.found.get(url[1].decode())
        return f'url("{found.address}")'.encode() if found else url[0]

    def _put(self, name: str, suffix: str, body: bytes) -> str:
        """Write a file of `name`, or one made of it that has another suffix; returns its address."""
        own = PurePosixPath(name)
        stem = own.stem if own.suffix.lower() == suffix else own.name
        # A blank in an address would end it, in a list of sizes.
        safe = own.with_name(".".join(slug_of(part) or "file" for part in stem.split(".")))
        path = f"static/{safe}.{hashlib.sha256(body).hexdigest()[:HASH_LENGTH]}{suffix}"
        target = self.out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
        self.files[f"/{path}"] = File(target, TYPES[suffix], immutable=True)
        # Without the hash, for a page that is older than the file.
        for plain in (own.with_name(stem), safe):
            self.files[f"/static/{plain}{suffix}"] = File(target, TYPES[suffix], immutable=False)
        return quote(f"/{path}")


def _files(folder: Path, below: bool) -> Iterator[Path]:
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.name.startswith(".") or is_leftover(file.name):
            continue
        if file.is_dir() and not file.is_symlink():
            if below:
                yield from _files(file, below)
        elif file.suffix != ".md":
            yield file


def _problem(file: Path) -> str | None:
    if file.is_symlink() or not file.is_file():
        return "must be a plain file, not a symbolic link"
    if file.suffix.lower() not in TYPES:
        return unserved(file.name, file.suffix.lower())
    size = file.stat().st_size
    if size > MAX_BYTES:
        return (
            f"is {size:,} bytes; a file that pages show may have {MAX_BYTES:,}. "
            "Scale it down, or keep it elsewhere and link to it"
        )
    return None
