"""Forms of an address that mean the same."""

from __future__ import annotations

ENDINGS = ("/index.html", "/index.htm", ".html", ".htm", "/")


def plain(path: str) -> str:
    """Return an address without what generators put at its end: `/a/`, `/a.html` and `/a/index.html` are `/a`."""
    for ending in ENDINGS:
        if path.endswith(ending):
            return path.removesuffix(ending).rstrip("/") or "/"
    return path
