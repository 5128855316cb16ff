"""Figures in the sizes that pages show them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from rendering.pictures import UnreadablePicture, right_sized, svg_size

NORTH_UP = 6
"""Exif: the camera was held upright, the picture lies on its side."""


def picture(width: int, height: int, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((width, height)).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def sizes(suffix: str, body: bytes) -> list[tuple[int, int]]:
    return [(p.width, p.height) for p in right_sized(suffix, body)]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ((300, 200), [(300, 200)]),
        ((736, 100), [(736, 100)]),
        ((737, 100), [(736, 100), (737, 100)]),
        ((1000, 500), [(736, 368), (1000, 500)]),
        ((1472, 1000), [(736, 500), (1472, 1000)]),
        ((4096, 4096), [(736, 736), (1472, 1472)]),
    ],
)
@pytest.mark.parametrize(("suffix", "kind"), [(".png", "PNG"), (".jpg", "JPEG"), (".webp", "WEBP")])
def test_sizes(own: tuple[int, int], expected: list[tuple[int, int]], suffix: str, kind: str) -> None:
    made = right_sized(suffix, picture(*own, kind))
    assert [(p.width, p.height) for p in made] == expected
    for one in made:
        with Image.open(io.BytesIO(one.body)) as image:
            assert (image.size, image.format) == ((one.width, one.height), kind)


def test_a_picture_that_needs_nothing_is_as_it_was() -> None:
    body = picture(300, 200)
    assert right_sized(".png", body)[0].body == body


@pytest.mark.parametrize(("suffix", "kind"), [(".jpg", "JPEG"), (".png", "PNG"), (".webp", "WEBP")])
def test_where_and_when_it_was_taken_is_nobodys_business(suffix: str, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = NORTH_UP
    exif[0x010F] = "SECRET CAMERA"
    body = picture(300, 200, kind, exif=exif)
    assert b"SECRET CAMERA" in body
    [made] = right_sized(suffix, body)
    assert (made.width, made.height) == (200, 300)
    assert b"SECRET" not in made.body


def test_colours_of_a_palette_are_scaled_without_dirt() -> None:
    out = io.BytesIO()
    Image.new("P", (2000, 10), 3).save(out, "PNG")
    assert sizes(".png", out.getvalue()) == [(736, 4), (1472, 7)]


def test_results_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = picture(2000, 1000)
    first = right_sized(".png", body, tmp_path)
    monkeypatch.setattr("rendering.pictures.Image.open", lambda *_: pytest.fail("scaled again"))
    assert right_sized(".png", body, tmp_path) == first


@pytest.mark.parametrize("body", [b"", b"no picture", picture(50, 50)[:60]])
def test_what_is_no_picture(body: bytes) -> None:
    with pytest.raises(UnreadablePicture):
        right_sized(".png", body)


def test_one_that_would_take_all_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("PIL.Image.MAX_IMAGE_PIXELS", 100)
    with pytest.raises(UnreadablePicture, match="could be decompression bomb"):
        right_sized(".png", picture(50, 50))


def test_the_size_of_an_svg() -> None:
    assert svg_size(b'<svg viewBox="0 0 40.4 20"></svg>') == (40, 20)
    assert svg_size(b"<svg></svg>") is None
