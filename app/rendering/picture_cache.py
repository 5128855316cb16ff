"""A figure in its sizes, and how they are kept between builds: scaling is the slow part of one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Picture:
    """One size of a figure; `suffix` is its format's."""

    width: int
    height: int
    suffix: str
    body: bytes


@dataclass(frozen=True)
class Sized:
    """A figure as pages show it.

    Attributes:
        own: in the file's own format, for feeds and other sites.
        sizes: what a browser may choose from, narrowest first.
        still: the first picture of one that moves; else None.
    """

    own: Picture
    sizes: tuple[Picture, ...]
    still: Picture | None = None


def keep(place: Path, sized: Sized) -> None:
    """Write `sized` as the folder `place`, a file for each picture."""
    # Renamed when whole: a build may be killed.
    unfinished = place.with_suffix(".new")
    unfinished.mkdir(parents=True, exist_ok=True)
    still = [sized.still] if sized.still else []
    for role, picture in [
        ("own", sized.own),
        *(("size", one) for one in sized.sizes),
        *(("still", one) for one in still),
    ]:
        (unfinished / f"{role}-{picture.width}x{picture.height}{picture.suffix}").write_bytes(picture.body)
    unfinished.rename(place)


def kept(place: Path) -> Sized:
    """Read what `keep` wrote."""
    found: dict[str, list[Picture]] = {"own": [], "size": [], "still": []}
    for file in place.iterdir():
        role, _, size = file.stem.partition("-")
        width, height = map(int, size.split("x"))
        found[role].append(Picture(width, height, file.suffix, file.read_bytes()))
    sizes = sorted(found["size"], key=lambda picture: (picture.width, picture.height))
    return Sized(found["own"][0], tuple(sizes), found["still"][0] if found["still"] else None)
