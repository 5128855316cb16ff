"""Types of files that a page may show or offer, and what to do with those of other types."""

from __future__ import annotations

PICTURES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".gif": "GIF"}
"""Pixels, which are scaled; with Pillow's name of the format."""

VIDEOS = {".mp4": "video/mp4", ".webm": "video/webm"}
HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"

SHOWN = {
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": TEXT,
    ".html": HTML,
    **VIDEOS,
}
"""What a browser may show by itself. All others are saved, never shown: blog/files.py sends them as attachments."""

SOURCE_CODE = ".c .cpp .f90 .go .h .hpp .ino .java .jl .js .lua .m .mjs .pl .py .r .rs .sh .sql .ts"

SAVED = {
    ".7z": "application/x-7z-compressed",
    ".bib": "application/x-bibtex",
    ".bz2": "application/x-bzip2",
    ".csv": "text/csv; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".epub": "application/epub+zip",
    ".fits": "application/fits",
    ".geojson": "application/geo+json",
    ".gpx": "application/gpx+xml",
    ".gz": "application/gzip",
    ".h5": "application/x-hdf5",
    ".ics": "text/calendar; charset=utf-8",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".mp3": "audio/mpeg",
    ".nc": "application/x-netcdf",
    ".npy": "application/octet-stream",
    ".npz": "application/octet-stream",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ogg": "audio/ogg",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".ris": "application/x-research-info-systems",
    ".stl": "model/stl",
    ".tar": "application/x-tar",
    ".tex": "application/x-tex",
    ".tgz": "application/gzip",
    ".toml": "application/toml",
    ".tsv": "text/tab-separated-values; charset=utf-8",
    ".wav": "audio/wav",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".xz": "application/x-xz",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".zip": "application/zip",
    **dict.fromkeys(SOURCE_CODE.split(), TEXT),
}

TYPES = SHOWN | SAVED

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
