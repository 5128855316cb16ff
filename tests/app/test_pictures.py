"""Figures in the sizes that pages show them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from rendering.pictures import UnreadablePicture, right_sized, svg_size

NORTH_UP = 6
"""Exif: the camera was held upright, the picture lies on its side."""


def picture(width: int, height: int, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((width, height)).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def plot_of_two_colours() -> bytes:
    """As pngquant and R write plots: scaled, it has many colours and is larger than it was."""
    cells = Image.new("P", (1800, 460))
    cells.putpalette([255, 255, 255, 20, 20, 120] + [0] * 762)
    draw = ImageDraw.Draw(cells)
    for y in range(0, 460, 3):
        for x in range((y * 7) % 6, 1800, 6):
            draw.rectangle((x, y, x + 2, y + 2), fill=1)
    out = io.BytesIO()
    cells.save(out, "PNG", optimize=True)
    return out.getvalue()


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (900, 600), (i * 50, 0, 0)) for i in range(5)]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=200)
    return out.getvalue()


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ((300, 200), [(300, 200)]),
        ((736, 100), [(736, 100)]),
        ((1000, 500), [(736, 368), (1000, 500)]),
        ((1472, 1000), [(736, 500), (1472, 1000)]),
        ((4096, 4096), [(736, 736), (1472, 1472)]),
    ],
)
@pytest.mark.parametrize(("suffix", "kind"), [(".png", "PNG"), (".jpg", "JPEG"), (".webp", "WEBP"), (".gif", "GIF")])
def test_sizes(own: tuple[int, int], expected: list[tuple[int, int]], suffix: str, kind: str) -> None:
    body = picture(*own, kind)
    made = right_sized(suffix, body)
    assert [(p.width, p.height) for p in made.sizes] == expected
    assert made.still is None
    for one in made.sizes:
        with Image.open(io.BytesIO(one.body)) as image:
            assert (image.size, image.format) == ((one.width, one.height), "WEBP" if one.suffix == ".webp" else kind)
    with Image.open(io.BytesIO(made.own.body)) as image:
        assert (made.own.suffix, image.format) == (suffix, kind)
    assert all(len(one.body) <= len(body) for one in (made.own, *made.sizes))


def test_webp_is_offered_where_it_is_smaller_and_nothing_else() -> None:
    smooth = right_sized(".png", picture(2000, 1000))
    assert [one.suffix for one in smooth.sizes] == [".webp", ".webp"]
    assert smooth.own.suffix == ".png"
    noise = io.BytesIO()
    Image.effect_noise((60, 60), 90).quantize(4).save(noise, "PNG", optimize=True)
    [only] = right_sized(".png", noise.getvalue()).sizes
    assert len(only.body) <= len(noise.getvalue())


def test_a_plot_of_few_colours_stays_as_it_is() -> None:
    body = plot_of_two_colours()
    made = right_sized(".png", body)
    assert made.own.body == body
    assert all(len(one.body) <= len(body) for one in made.sizes)
    assert (1800, 460) in [(one.width, one.height) for one in made.sizes]


def test_lines_and_letters_of_a_png_lose_nothing_as_webp() -> None:
    body = picture(300, 200)
    [made] = right_sized(".png", body).sizes
    assert made.suffix == ".webp"
    with Image.open(io.BytesIO(body)) as before, Image.open(io.BytesIO(made.body)) as after:
        assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()


def test_a_picture_that_needs_nothing_is_as_it_was() -> None:
    body = picture(300, 200)
    assert right_sized(".png", body).own.body == body


@pytest.mark.parametrize(("suffix", "kind"), [(".gif", "GIF"), (".webp", "WEBP"), (".png", "PNG")])
def test_what_moves_stays_whole_and_has_a_still(suffix: str, kind: str) -> None:
    body = moving(kind)
    made = right_sized(suffix, body)
    assert [one.body for one in (made.own, *made.sizes)] == [body, body]
    assert made.still
    assert (made.still.width, made.still.height) == (736, 491)
    with Image.open(io.BytesIO(made.still.body)) as image:
        assert (image.format, getattr(image, "n_frames", 1)) == ("WEBP", 1)


@pytest.mark.parametrize(("suffix", "kind"), [(".jpg", "JPEG"), (".png", "PNG"), (".webp", "WEBP")])
def test_where_and_when_it_was_taken_is_nobodys_business(suffix: str, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = NORTH_UP
    exif[0x010F] = "SECRET CAMERA"
    body = picture(300, 200, kind, exif=exif)
    assert b"SECRET CAMERA" in body
    made = right_sized(suffix, body)
    for one in (made.own, *made.sizes):
        assert (one.width, one.height) == (200, 300)
        assert b"SECRET" not in one.body


def test_a_coarse_jpeg_does_not_grow_when_it_loses_its_place_and_time() -> None:
    exif = Image.Exif()
    exif[0x010F] = "CAMERA"
    body = picture(700, 500, "JPEG", exif=exif, quality=40)
    assert len(right_sized(".jpg", body).own.body) <= len(body)


@pytest.mark.parametrize("mode", ["I;16", "CMYK", "1", "LA", "L"])
def test_pictures_of_every_kind(mode: str) -> None:
    out = io.BytesIO()
    suffix = ".jpg" if mode == "CMYK" else ".png"
    Image.new(mode, (2000, 10)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    made = right_sized(suffix, out.getvalue())
    assert {one.suffix for one in made.sizes} <= ({suffix} if mode in ("I;16", "CMYK") else {suffix, ".webp"})


def test_colours_of_a_palette_are_scaled_without_dirt() -> None:
    out = io.BytesIO()
    Image.new("P", (2000, 10), 3).save(out, "PNG")
    sizes = [(p.width, p.height) for p in right_sized(".png", out.getvalue()).sizes]
    assert set(sizes) <= {(736, 4), (1472, 7), (2000, 10)}


@pytest.mark.parametrize("body", [picture(2000, 1000), moving("PNG")])
def test_results_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    first = right_sized(".png", body, tmp_path)
    monkeypatch.setattr("rendering.pictures.Image.open", lambda *_, **__: pytest.fail("scaled again"))
    assert right_sized(".png", body, tmp_path) == first


@pytest.mark.parametrize(
    ("suffix", "body", "message"),
    [
        (".png", b"", "is empty; save it again"),
        (
            ".png",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
            "is a pointer of Git LFS, not the picture: git lfs migrate export --everything --include='*'",
        ),
        (".png", b"no picture", "is no PNG, JPEG, WebP or GIF picture; save it again"),
        (".jpg", picture(50, 50), 'is a PNG picture; rename it so that it ends in ".png"'),
        (".png", picture(50, 50, "JPEG"), 'is a JPEG picture; rename it so that it ends in ".jpg"'),
    ],
)
def test_what_is_no_picture(suffix: str, body: bytes, message: str) -> None:
    with pytest.raises(UnreadablePicture) as caught:
        right_sized(suffix, body)
    assert str(caught.value) == message


def test_one_that_is_cut_off() -> None:
    with pytest.raises(UnreadablePicture, match="is damaged or cut off, so it cannot be read"):
        right_sized(".jpg", picture(500, 500, "JPEG")[:800])


def test_a_bomb_is_weighed_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    Image.new("1", (10_000, 5_001)).save(out, "PNG")
    assert len(out.getvalue()) < 10_000
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda _: pytest.fail("unpacked"))
    with pytest.raises(UnreadablePicture, match=r"has 10,000 x 5,001 pixels; at most 50,000,000 can be scaled"):
        right_sized(".png", out.getvalue())


def test_the_size_of_an_svg() -> None:
    assert svg_size(b'<svg viewBox="0 0 40.4 20"></svg>') == (40, 20)
    assert svg_size(b"<svg></svg>") is None
