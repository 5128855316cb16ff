"""Types of files that a page may show or offer, and what to do with those of other types."""

from __future__ import annotations

from content.media import TYPES

PICTURES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".gif": "GIF"}
"""Pixels, which are scaled; with Pillow's name of the format."""

POST = "a post is a .md file: rename it to {stem}.md"
TO_PICTURE = "cannot be shown by every browser; save it as PNG, JPEG or WebP"
TO_VIDEO = (
    "cannot be shown by every browser; make an MP4 of it: "
    "ffmpeg -i {name} -c:v libx264 -pix_fmt yuv420p -movflags +faststart {stem}.mp4"
)
ADVICE = {
    **dict.fromkeys((".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd", ".rst", ".org", ".adoc"), POST),
    **dict.fromkeys((".avif", ".bmp", ".heic", ".heif", ".jxl", ".tif", ".tiff", ".eps", ".ai", ".psd"), TO_PICTURE),
    **dict.fromkeys((".avi", ".flv", ".m4v", ".mkv", ".mov", ".mpg", ".ogv", ".wmv"), TO_VIDEO),
    ".htm": "is no page of the blog; an interactive figure is a .html file: rename it",
}


def unserved(name: str, suffix: str) -> str:
    """Say what to do with the file `name`, whose suffix (in small letters) is not in TYPES."""
    advice = ADVICE.get(suffix)
    if advice:
        return advice.format(name=name, stem=name.rpartition(".")[0])
    return f"cannot be served; known types: {' '.join(sorted(TYPES))}. Put it into a .zip, or remove it"


def video_problem(suffix: str, body: bytes) -> str | None:
    """Compare the first bytes of a video with what its name says."""
    found = body[4:8] == b"ftyp" if suffix == ".mp4" else body[:4] == b"\x1a\x45\xdf\xa3"
    return None if found else f"is no {'MP4' if suffix == '.mp4' else 'WebM'} video, as its name says"
