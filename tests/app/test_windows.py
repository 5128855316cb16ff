"""Posts and pictures as Windows' editors and cameras save them are the same as any."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from conftest import FIRST, serve


def page(root: Path) -> bytes:
    """The first post as readers get it."""
    answer = serve(root).get("/posts/first-light")
    assert answer.status_code == 200
    return bytes(answer.data)


def test_a_post_with_a_byte_order_mark_and_line_ends_of_windows(root: Path) -> None:
    as_unix = page(root)
    assert b"First light" in as_unix
    (root / "posts" / "first-light.md").write_bytes(b"\xef\xbb\xbf" + FIRST.replace("\n", "\r\n").encode())
    assert page(root) == as_unix


def test_a_picture_whose_ending_is_in_capitals(root: Path) -> None:
    out = io.BytesIO()
    Image.radial_gradient("L").save(out, "JPEG")
    (root / "posts" / "DSC_0042.JPG").write_bytes(out.getvalue())
    (root / "posts" / "first-light.md").write_text(FIRST + "\n![The night](DSC_0042.JPG)\n")
    assert b'alt="The night"' in page(root)
