"""Figures in the sizes that pages show them: a reader on a phone should not load a camera's picture."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from rendering.media import PICTURES
from rendering.picture_cache import Picture, Sized, keep, kept

COLUMN = 736
"""Pixels of the text's width at most (46rem of 16 px); screens of twice the density show twice as many."""

WIDTHS = (COLUMN, 2 * COLUMN)
SVG_SIZE = re.compile(r'<svg\b[^>]*?\bviewBox="[\d.-]+[ ,]+[\d.-]+[ ,]+([\d.]+)[ ,]+([\d.]+)"', re.DOTALL)
QUALITY = 85
"""Of JPEG, and of WebP made from it. Above it files grow faster than anybody sees a difference (libjpeg: 75 to 95)."""

MAX_PIXELS = 50_000_000
"""8,000 x 6,000 take 450 MB of memory while they are scaled; a server has 1 GB."""

EXACT = ("1", "L", "LA", "P", "RGB", "RGBA")
"""Pillow's modes that WebP shows as they are: not 16 bits, not printing inks."""


class UnreadablePicture(Exception):
    """The file is not the picture that its name says: what it is instead, and what to do."""


def svg_size(body: bytes) -> tuple[int, int] | None:
    """Return width and height of an SVG with a viewBox, so that a page reserves its area; else None."""
    found = SVG_SIZE.search(body[:4096].decode("utf-8", "replace"))
    return (round(float(found[1])), round(float(found[2]))) if found else None


def right_sized(suffix: str, body: bytes, cache: Path | None = None) -> Sized:
    """Scale the picture to each of WIDTHS that is narrower; its own width is one, too, unless above the largest.

    Each is WebP where that is smaller, and the file as it is where nothing is. One that moves stays as it is and gets
    a still. What a camera wrote beside the picture (place, time, owner) is left out.

    Args:
        suffix: the file's ending, which names its format.
        body: the file.
        cache: a folder that keeps results between builds; default: none.

    Raises:
        UnreadablePicture: `body` is no picture of that format, is damaged or has more than MAX_PIXELS.
    """
    place = cache / hashlib.sha256(f"2{suffix}".encode() + body).hexdigest() if cache else None
    if place and place.is_dir():
        return kept(place)
    try:
        with Image.open(io.BytesIO(body), formats=tuple(set(PICTURES.values()))) as image:
            _check(suffix, image)
            sized = _moving(image, suffix, body) if _moves(image) else _still(image, suffix, body)
    except UnidentifiedImageError:
        raise UnreadablePicture(_no_picture(body)) from None
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise UnreadablePicture(f"is damaged or cut off, so it cannot be read: {error}") from None
    if place:
        keep(place, sized)
    return sized


def _no_picture(body: bytes) -> str:
    """Say what stands in a picture's place. A pointer of Git LFS is text; the picture is on another server."""
    if body.startswith(b"version https://git-lfs."):
        return "is a pointer of Git LFS, not the picture: git lfs migrate export --everything --include='*'"
    return "is no PNG, JPEG, WebP or GIF picture; save it again" if body else "is empty; save it again"


def _check(suffix: str, image: Image.Image) -> None:
    found = "JPEG" if image.format == "MPO" else image.format
    if found != PICTURES[suffix]:
        right = next(ending for ending, name in PICTURES.items() if name == found)
        raise UnreadablePicture(f'is a {found} picture; rename it so that it ends in "{right}"')
    if image.width * image.height > MAX_PIXELS:
        size = f"{image.width:,} x {image.height:,} pixels"
        raise UnreadablePicture(f"has {size}; at most {MAX_PIXELS:,} can be scaled. Scale it to {WIDTHS[-1]} wide")


def _moves(image: Image.Image) -> bool:
    return image.format != "MPO" and getattr(image, "n_frames", 1) > 1


def _moving(image: Image.Image, suffix: str, body: bytes) -> Sized:
    own = Picture(image.width, image.height, suffix, body)
    image.load()
    first = image.convert("RGBA" if image.has_transparency_data else "RGB")
    width = min(COLUMN, first.width)
    return Sized(own, (own,), _webp(_resized(first, width), suffix))


def _still(image: Image.Image, suffix: str, body: bytes) -> Sized:
    image.load()
    private = "exif" in image.info or "xmp" in image.info
    upright = ImageOps.exif_transpose(image) if private else image
    original = None if private else Picture(image.width, image.height, suffix, body)
    widths = [width for width in WIDTHS if width < upright.width]
    widths += [upright.width] if upright.width <= WIDTHS[-1] else []
    sizes: list[Picture] = []
    last = original
    for width in widths:
        scaled = _resized(upright, width)
        same = original if original and width == upright.width else _same(scaled, suffix, image, width < upright.width)
        made = [same] if suffix == ".webp" or image.mode not in EXACT else [same, _webp(scaled, suffix)]
        # Scaled, a drawing of few colours has many, and is larger than it was.
        made += [original] if original else []
        sizes.append(min(made, key=lambda picture: len(picture.body)))
        last = same
    own = min((picture for picture in (last, original) if picture), key=lambda picture: len(picture.body))
    return Sized(own, tuple(sorted(dict.fromkeys(sizes), key=lambda picture: picture.width)))


def _resized(image: Image.Image, width: int) -> Image.Image:
    if width == image.width:
        return image
    if image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    elif image.mode == "1":
        image = image.convert("L")
    return image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)


def _same(image: Image.Image, suffix: str, original: Image.Image, scaled: bool) -> Picture:
    """Write `image` in the format of the file; a JPEG that only loses its private part stays as coarse as it was."""
    out = io.BytesIO()
    if suffix in (".jpg", ".jpeg"):
        tables = None if scaled else getattr(original, "quantization", None)
        # The table of quality 85 begins with 5.
        coarse = {"qtables": tables} if tables and tables[0][0] > 5 else {"quality": QUALITY}
        profile = original.info.get("icc_profile")
        image.save(out, "JPEG", optimize=True, progressive=True, icc_profile=profile, **coarse)
    elif suffix == ".webp":
        image.save(out, "WEBP", quality=QUALITY, exif=b"", xmp=b"")
    else:
        image.save(out, PICTURES[suffix], optimize=True)
    return Picture(image.width, image.height, suffix, out.getvalue())


def _webp(image: Image.Image, suffix: str) -> Picture:
    """Write `image` as WebP: without loss where the file has none, since lines and letters would blur."""
    out = io.BytesIO()
    lossless = suffix in (".png", ".gif")
    image.save(out, "WEBP", lossless=lossless, quality=70 if lossless else QUALITY, exif=b"", xmp=b"")
    return Picture(image.width, image.height, ".webp", out.getvalue())
