"""The compressed copies beside a file, as the server of files sends them: made once, not for each reader."""

from __future__ import annotations

import re
import zlib

import brotli

from content.media import type_of

LEAST_BYTES = 512
"""Below it a copy saves no packet."""

TEXTS = re.compile(
    r"text/.*|.*[/+](?:json|xml)\b.*|image/x-icon|model/stl|application/(?:toml|yaml|x-tex|x-bibtex|x-research-info-systems)"
)
"""Types that are not compressed already."""

FINEST, FINE, FAST = 11, 10, 5
"""Brotli's qualities. A page of 12 kB: 11.4 ms to 2,885 bytes, 4.8 ms to 2,984, 0.2 ms to 3,443 (gzip -9: 3,785)."""

FAST_BYTES = 1_000_000
"""From here on the finer ones take seconds."""


def copies(name: str, body: bytes) -> dict[str, bytes]:
    """Return the compressed copies of the file `name` by their endings: .gz and .br, each where it is smaller.

    A file below static/ has its hash in its name and is compressed once in its life; a page whenever it changes.
    """
    if len(body) < LEAST_BYTES or not TEXTS.fullmatch(type_of(f"/{name}")):
        return {}
    made = {".gz": _gzip(body), ".br": _brotli(name, body)}
    return {ending: copy for ending, copy in made.items() if len(copy) < len(body)}


def _gzip(body: bytes) -> bytes:
    """Compress as `gzip -9 -n`: no time and no name, so that equal files have equal copies."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()


def _brotli(name: str, body: bytes) -> bytes:
    quality = FAST if len(body) > FAST_BYTES else FINEST if name.startswith("static/") else FINE
    made: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=quality)
    return made
