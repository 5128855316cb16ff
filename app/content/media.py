"""Which type a file of the site has, by its name: nginx has the same list."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

VIDEOS = {".mp4": "video/mp4", ".webm": "video/webm"}
HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"

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

FEED = "/feed.xml"
STATIC = "/static/"
HASH = re.compile(r"\.[0-9a-f]{10}(?=\.[a-z0-9]+$)")
"""In a file's name, that of its content."""


def type_of(address: str) -> str:
    """Return the type of the file at an address: below /static/ by its ending, else a page's.

    Pages without an ending are HTML. An ending that is not in TYPES is data.
    """
    suffix = PurePosixPath(address).suffix.lower()
    if address.startswith(STATIC) or suffix in (".ico", ".txt"):
        return TYPES.get(suffix, "application/octet-stream")
    if suffix == ".xml":
        return ATOM if address.endswith(FEED) else XML
    return HTML
