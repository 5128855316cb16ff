"""Files that a text shows: what they are, and whether the renderer will take them."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from rendering.assets import MAX_BYTES
from rendering.media import PICTURES
from rendering.pictures import MAX_PIXELS
from rendering.self_contained import figure_problem

KINDS = {b"\x89PNG\r\n": (".png",), b"\xff\xd8\xff": (".jpg", ".jpeg"), b"GIF8": (".gif",)}


def suffix_of(file: Path) -> str:
    """Return a file's suffix in small letters; of a picture that of its first bytes, as the renderer asks."""
    with file.open("rb") as opened:
        head = opened.read(12)
    kind = next((suffixes for begin, suffixes in KINDS.items() if head.startswith(begin)), ())
    kind = (".webp",) if head[:4] == b"RIFF" and head[8:] == b"WEBP" else kind
    given = file.suffix.lower()
    return kind[0] if kind and given in PICTURES and given not in kind else given


def unusable(file: Path) -> str | None:
    """Say why the renderer would reject a file, or None. Of a picture only the beginning is read."""
    size = file.stat().st_size
    if size > MAX_BYTES:
        return f"has {size:,} bytes; {MAX_BYTES:,} may be"
    suffix = file.suffix.lower()
    if suffix == ".html":
        return figure_problem(file.name, file.read_bytes())
    if suffix not in PICTURES:
        return None
    try:
        with Image.open(file, formats=tuple(set(PICTURES.values()))) as image:
            width, height = image.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return "is no PNG, JPEG, WebP or GIF picture, or is damaged; save it again"
    return f"has {width:,} x {height:,} pixels; {MAX_PIXELS:,} may be" if width * height > MAX_PIXELS else None
