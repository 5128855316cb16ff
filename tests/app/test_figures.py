"""Videos, moving pictures, interactive figures and files to take away: how pages show them and how they are served."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import build_error, serve
from rendering.self_contained import loads
from test_pictures import moving, picture

FIGURE = (
    '<!doctype html><meta charset="utf-8"><title>Orbit</title><div id="x"></div><script>document.title = 1</script>'
)
MP4 = b"\x00\x00\x00\x20ftypisom" + b"\x00" * 50
Write = Callable[..., Path]


def page(root: Path) -> str:
    html = serve(root).get("/posts/p").text
    return html[html.index("</header>\n<") :].partition("</article>")[0]


def test_an_interactive_figure_is_a_still_and_a_frame_on_demand(root: Path, write: Write) -> None:
    write('![An orbit & a star](orbit.html "Turn **it**.")', "p.md")
    (root / "posts" / "orbit.html").write_text(FIGURE)
    (root / "posts" / "orbit.png").write_bytes(picture(300, 200))
    shown = re.sub(r"\.[0-9a-f]{10}\.", ".H.", page(root))
    assert (
        '<figure><img src="/static/posts/orbit.H.png" alt="An orbit &amp; a star" '
        'srcset="/static/posts/orbit.png.H.webp 300w" sizes="(max-width: 46rem) 100vw, 46rem" loading="lazy" '
        'decoding="async" width="300" height="200"><details class="interactive"><summary>Interactive figure (1 kB)'
        '</summary><iframe src="/static/posts/orbit.H.html" title="An orbit &amp; a star" sandbox="allow-scripts" '
        'loading="lazy" referrerpolicy="no-referrer" width="736" height="491"></iframe></details>'
        "<figcaption>Turn <strong>it</strong>.</figcaption></figure>"
    ) in shown


def test_the_feed_has_the_still_only(root: Path, write: Write) -> None:
    write("![An orbit](orbit.html)\n\n![A film](film.mp4)", "p.md")
    for name, body in {"orbit.html": FIGURE.encode(), "film.mp4": MP4}.items():
        (root / "posts" / name).write_bytes(body)
        (root / "posts" / f"{name.partition('.')[0]}.png").write_bytes(picture(300, 200))
    feed = serve(root).get("/feed.xml", base_url="https://blog.example").text
    assert "iframe" not in feed
    assert "&lt;video" not in feed
    assert re.search(r"&lt;img src=&#34;https://blog.example/static/posts/orbit\.[0-9a-f]{10}\.png", feed)
    assert "&lt;a href=&#34;https://blog.example/posts/p&#34;&gt;Interactive figure, on the site" in feed
    assert re.search(r"href=&#34;https://blog.example/static/posts/film\.[0-9a-f]{10}\.mp4", feed)


@pytest.mark.parametrize("name", ["orbit.html", "film.mp4"])
def test_a_still_is_needed(root: Path, write: Write, name: str) -> None:
    write(f"![An orbit]({name})")
    (root / "posts" / name).write_bytes(FIGURE.encode() if name.endswith("html") else MP4)
    stem = name.partition(".")[0]
    assert build_error(root) == (
        f'posts/broken.md:6: "{name}" needs a still picture beside it, for feeds, print and phones: '
        f"save one as {stem}.png (or .svg, .jpg, .jpeg, .webp)"
    )


def test_it_stands_alone(root: Path, write: Write) -> None:
    write("Text\n![An orbit](orbit.html)\n\n- ![An orbit](orbit.html)")
    (root / "posts" / "orbit.html").write_text(FIGURE)
    (root / "posts" / "orbit.svg").write_text("<svg/>")
    message = '"orbit.html" must be alone: put an empty line before and after it'
    assert build_error(root) == f"posts/broken.md:7: {message}\nposts/broken.md:9: {message}"


@pytest.mark.parametrize(
    ("html", "target", "advice"),
    [
        (
            '<script src="https://cdn.plot.ly/plotly-3.0.0.min.js"></script>',
            "https://cdn.plot.ly",
            "include_plotlyjs=True",
        ),
        ('<script src="https://cdn.bokeh.org/bokeh/release/bokeh-3.9.min.js">', "https://cdn.bokeh.org", "INLINE"),
        ('<script src="https://cdn.jsdelivr.net/npm/vega@6"></script>', "https://cdn.jsdelivr", "inline=True"),
        ('<link rel="stylesheet" href="https://x.example/leaflet.css"/>', "https://x.example", "folium"),
        ('<script src="p5.js"></script>', "p5.js", "p5.min.js"),
        ("<iframe src=//x.example></iframe>", "//x.example", "one file"),
        ("<img srcset='a.png 2x'>", "a.png 2x", "one file"),
        ("<style>@import 'https://x.example/a.css';</style>", "https://x.example/a.css", "one file"),
        ("<style>b { background: url(https://x.example/a.png) }</style>", "https://x.example/a.png", "one file"),
        (
            '<script type="module">import * as d3 from "https://x.example/d3";</script>',
            "https://x.example/d3",
            "one file",
        ),
    ],
)
def test_a_figure_that_loads_is_refused_with_the_way_out(root: Path, html: str, target: str, advice: str) -> None:
    (root / "posts" / "orbit.html").write_text(f"<title>x</title>\n{html}")
    message = build_error(root)
    assert message.startswith(f"posts/orbit.html: loads {target}")
    assert "(line 2), and a figure can load nothing; " in message
    assert advice in message


def test_what_a_library_holds_in_its_text_is_not_loaded() -> None:
    assert loads('<script>fetch("https://cdn.plot.ly/x"); a = \'<img src="https://x.example">\'</script>') == []
    assert (
        loads('<img src="data:image/png;base64,AA"><a href="https://x.example">x</a><svg><use href="#a"/></svg>') == []
    )


@pytest.mark.parametrize(
    ("name", "body", "problem"),
    [
        ("film.mp4", b"<html>", "is no MP4 video, as its name says"),
        ("film.webm", MP4, "is no WebM video, as its name says"),
        ("empty.html", b" ", "is empty; write the figure again"),
        ("x.html", b"\xff", "is not UTF-8 text; save the figure again"),
        ("note.qmd", b"x", "a post is a .md file: rename it to note.md"),
        ("case.markdown", b"x", "a post is a .md file: rename it to case.md"),
        ("a.tiff", b"x", "cannot be shown by every browser; save it as PNG, JPEG or WebP"),
        ("empty.png", b"", "is empty; save it again"),
        ("png-named.jpg", picture(9, 9), 'is a PNG picture; rename it so that it ends in ".png"'),
    ],
)
def test_files_that_cannot_be_served(root: Path, name: str, body: bytes, problem: str) -> None:
    (root / "posts" / name).write_bytes(body)
    assert build_error(root) == f"posts/{name}: {problem}"


def test_pictures_of_other_sites_and_other_files(root: Path, write: Write) -> None:
    write(
        "![A plot](https://x.example/plot.png)\n\n![A](data:image/png;base64,AAAA)\n\n![A](data.csv)\n\n![A](DOT.svg)"
    )
    (root / "posts" / "data.csv").write_text("a,b\n")
    assert build_error(root) == (
        'posts/broken.md:6: the picture "https://x.example/plot.png" is on another site, and pages load nothing from '
        "other sites; put it beside the post, or link to it as [what it shows](https://x.example/plot.png)\n"
        'posts/broken.md:8: the picture "data:image/png;base64,AAAA…" is written into the text; '
        "save it as a file beside the post\n"
        'posts/broken.md:10: "data.csv" is no picture; offer it as [what it is](data.csv)\n'
        'posts/broken.md:12: there is no image "DOT.svg" beside the post; did you mean "dot.svg"?'
    )


def test_folders_beside_a_post(root: Path) -> None:
    folder = root / "posts" / "p"
    (folder / "img" / "2020").mkdir(parents=True)
    (folder / "index.md").write_text(
        "---\ntitle: T\ndate: 2026-03-04\nsummary: S\n---\n![A](./img/2020/a%20b.png)\n\n[d](img/d.csv)\n"
    )
    (folder / "img" / "2020" / "a b.png").write_bytes(picture(20, 10))
    (folder / "img" / "d.csv").write_text("1")
    shown = page(root)
    address = re.findall(r'src="(/static/posts/p/img/2020/a-b\.[0-9a-f]{10}\.png)"', shown)[0]
    assert serve(root).get(address).mimetype == "image/png"
    assert re.search(r'<a href="/static/posts/p/img/d\.[0-9a-f]{10}\.csv">d</a>', shown)


def test_a_folder_that_is_no_post(root: Path) -> None:
    (root / "posts" / "images").mkdir()
    (root / "posts" / "images" / "dot.svg").write_text("<svg/>")
    assert "posts/images: has no index.md: a folder here is one post, its text in index.md" in build_error(root)


def test_what_moves_stands_still_on_phones(root: Path, write: Write) -> None:
    write("![It turns](it.gif)", "p.md")
    (root / "posts" / "it.gif").write_bytes(moving("GIF"))
    shown = re.sub(r"\.[0-9a-f]{10}\.", ".H.", page(root))
    assert (
        '<figure><a class="moving" href="/static/posts/it.H.gif"><picture><source media="(max-width: 34rem), '
        '(prefers-reduced-motion: reduce)" srcset="/static/posts/it.gif.H.webp"><img src="/static/posts/it.H.gif" '
        'alt="It turns" loading="lazy" decoding="async" width="900" height="600"></picture></a></figure>'
    ) in shown


def test_a_video_loads_only_its_still(root: Path, write: Write) -> None:
    write("![It turns](film.mp4)", "p.md")
    (root / "posts" / "film.mp4").write_bytes(MP4)
    (root / "posts" / "film.jpg").write_bytes(picture(800, 400, "JPEG"))
    shown = re.sub(r"\.[0-9a-f]{10}\.", ".H.", page(root))
    assert (
        '<figure><video controls preload="none" playsinline poster="/static/posts/film.jpg.H.webp" width="800" '
        'height="400" aria-label="It turns"><source src="/static/posts/film.H.mp4" type="video/mp4">'
    ) in shown
    answer = serve(root).get("/static/posts/film.mp4", headers={"Range": "bytes=4-7"})
    assert (answer.status_code, answer.data, answer.mimetype) == (206, b"ftyp", "video/mp4")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.zip", "application/zip"),
        ("a.csv", "text/csv; charset=utf-8"),
        ("a.tsv", "text/tab-separated-values; charset=utf-8"),
        ("a.pdf", "application/pdf"),
        ("a.bib", "application/x-bibtex"),
        ("a.R", "text/plain; charset=utf-8"),
        ("a.js", "text/plain; charset=utf-8"),
        ("a.xml", "application/xml"),
        ("a.tar.gz", "application/gzip"),
    ],
)
def test_files_to_take_away_are_saved_and_never_shown(root: Path, write: Write, name: str, kind: str) -> None:
    write(f"[data]({name})", "p.md")
    (root / "posts" / name).write_text("<script>alert(1)</script>")
    client = serve(root)
    address = re.findall(r'<a href="([^"]+)">data</a>', client.get("/posts/p").text)[0]
    answer = client.get(address)
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name.replace(".R", ".r")}"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_figure_is_served_with_a_policy_of_its_own(root: Path) -> None:
    (root / "posts" / "orbit.html").write_text(FIGURE)
    answer = serve(root).get("/static/posts/orbit.html")
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; "
        "font-src data:; media-src data: blob:; connect-src 'none'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'self'; sandbox allow-scripts"
    )
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "unsafe-none"
