"""Headers of files: what a browser may do with each kind when somebody opens it by its address."""

from __future__ import annotations

import re
from urllib.parse import quote

from content.media import HASH

SHOWN = re.compile(r"(?:image|font|video)/.*|text/(?:html|css|plain)\b.*")
"""What pages are made of, and text. Everything else is saved, never shown. (Kinds of content/media.py.)"""

SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Plotting tools write style attributes into SVG files; a script in one must not run when it is opened by itself."""

FIGURE_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; "
    "font-src data:; media-src data: blob:; connect-src 'none'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-scripts"
)
"""An interactive figure: its scripts run in an origin of their own, and can load nothing and reach nobody. It holds for
the address, so the file is as harmless when it is opened by itself. Vega and Bokeh need 'unsafe-eval'."""

SAVED_POLICY = "default-src 'none'; sandbox"


def file_headers(path: str, mimetype: str) -> dict[str, str]:
    """Return the headers of the file at `path` that depend on its kind; empty for pictures, styles and fonts."""
    if mimetype == "image/svg+xml":
        return {"Content-Security-Policy": SVG_POLICY, "Cross-Origin-Opener-Policy": "unsafe-none"}
    if mimetype.startswith("text/html"):
        return {
            "Content-Security-Policy": FIGURE_POLICY,
            # nginx adds DENY where nothing is said.
            "X-Frame-Options": "SAMEORIGIN",
            # By the HTML standard a sandboxed document with nginx' "same-origin" is an error.
            "Cross-Origin-Opener-Policy": "unsafe-none",
        }
    if SHOWN.fullmatch(mimetype) and (not mimetype.startswith("text/plain") or path.endswith(".txt")):
        return {}
    name = HASH.sub("", path.rpartition("/")[2])
    return {"Content-Security-Policy": SAVED_POLICY, "Content-Disposition": f"attachment; {_named(name)}"}


def _named(name: str) -> str:
    """Return a file's name as RFC 6266 writes it."""
    plain = re.fullmatch(r"[ !#-\[\]-~]+", name)
    return f'filename="{name}"' if plain else f"filename*=UTF-8''{quote(name, safe='')}"
