"""Figures in the sizes that pages show them: a reader on a phone should not load a camera's picture."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

COLUMN = 736
"""Pixels of the text's width at most (46rem of 16 px); screens of twice the density show twice as many."""

WIDTHS = (COLUMN, 2 * COLUMN)
RASTER = (".png", ".jpg", ".jpeg", ".webp")
SVG_SIZE = re.compile(r'<svg\b[^>]*?\bviewBox="[\d.-]+[ ,]+[\d.-]+[ ,]+([\d.]+)[ ,]+([\d.]+)"', re.DOTALL)
JPEG_QUALITY = 85
"""Above it files grow faster than anybody sees a difference (libjpeg's own advice: 75 to 95)."""


@dataclass(frozen=True)
class Picture:
    """One size of a figure."""

    width: int
    height: int
    body: bytes


class UnreadablePicture(Exception):
    """The file is not the picture that its name says."""


def svg_size(body: bytes) -> tuple[int, int] | None:
    """Return width and height of an SVG with a viewBox, so that a page reserves its area; else None."""
    found = SVG_SIZE.search(body[:4096].decode("utf-8", "replace"))
    return (round(float(found[1])), round(float(found[2]))) if found else None


def right_sized(suffix: str, body: bytes, cache: Path | None = None) -> list[Picture]:
    """Scale the picture to each of WIDTHS that is smaller than it; its own size is one, too, unless above the largest.

    Smallest first. What a camera wrote beside the picture (place, time, owner) is left out.

    Args:
        suffix: the file's ending, which names its format.
        body: the file.
        cache: a folder that keeps results between builds; default: none.

    Raises:
        UnreadablePicture: `body` is no picture, or would take too much memory.
    """
    place = cache / hashlib.sha256(suffix.encode() + body).hexdigest() if cache else None
    if place and place.is_dir():
        return _kept(place)
    try:
        with Image.open(io.BytesIO(body)) as image:
            image.load()
            pictures = [_scaled(image, width, suffix, body) for width in _widths(image)]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadablePicture(str(error)) from None
    if place:
        _keep(place, pictures)
    return pictures


def _widths(image: Image.Image) -> list[int]:
    own = ImageOps.exif_transpose(image).width if "exif" in image.info else image.width
    return [width for width in WIDTHS if width < own] + ([own] if own <= WIDTHS[-1] else [])


def _scaled(image: Image.Image, width: int, suffix: str, body: bytes) -> Picture:
    private = "exif" in image.info or "xmp" in image.info
    if width == image.width and not private:
        return Picture(image.width, image.height, body)
    upright = ImageOps.exif_transpose(image)
    height = max(1, round(upright.height * width / upright.width))
    if upright.mode == "P" and width != upright.width:
        upright = upright.convert("RGBA" if "transparency" in upright.info else "RGB")
    if width != upright.width:
        upright = upright.resize((width, height), Image.Resampling.LANCZOS)
    return Picture(width, height, _encoded(upright, suffix))


def _encoded(image: Image.Image, suffix: str) -> bytes:
    out = io.BytesIO()
    if suffix in (".jpg", ".jpeg"):
        image.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    elif suffix == ".webp":
        image.save(out, "WEBP", quality=JPEG_QUALITY, exif=b"", xmp=b"")
    else:
        image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _keep(place: Path, pictures: list[Picture]) -> None:
    # Renamed when whole: a build may be killed.
    unfinished = place.with_suffix(".new")
    unfinished.mkdir(parents=True, exist_ok=True)
    for picture in pictures:
        (unfinished / f"{picture.width}x{picture.height}").write_bytes(picture.body)
    unfinished.rename(place)


def _kept(place: Path) -> list[Picture]:
    pictures = []
    for file in place.iterdir():
        width, height = map(int, file.name.split("x"))
        pictures.append(Picture(width, height, file.read_bytes()))
    return sorted(pictures, key=lambda picture: (picture.width, picture.height))
