"""Blogs of generators that are near, and files of a blog that the import must not follow, read or take."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import DOT, serve
from importing.blog import import_blog
from importing.dates import read_date
from importing.report import Report
from rendering.errors import UserError
from test_import import make, move

HEAD = "---\ntitle: T\ndate: 2020-01-02\n---\n"
OTHERS = [
    (
        {
            "hugo.toml": "",
            "content/posts/one.md": HEAD
            + '{{< figure src="/d.svg" alt="A \\"dot\\"" caption="By {{< tab \\"u\\" >}}" >}}\n\n'
            'A {{< tab "https://e.example" >}}link{{< /tab >}}, {{< box >}}kept{{< /box >}}.\n',
        },
        ("one.md", "A [link](https://e.example), kept."),
        ("/posts/one/", "/posts/one"),
    ),
    (
        {
            "_config.yml": "permalink: :year/:title/\n",
            "source/_posts/one.md": "title: One\ndate: 2020-01-02\n---\n"
            "{% asset_img d.svg A dot %} {% post_link two %}\n",
            "source/_posts/one/d.svg": DOT,
            "source/_posts/two.md": HEAD + "Two.",
        },
        ("one/index.md", "![A dot](d.svg) [T](/posts/two)"),
        ("/2020/one/", "/posts/one"),
    ),
    (
        {
            "config.toml": "base_url = 'https://e.example'\n",
            "content/blog/2020-01-02-one.md": "+++\ntitle = 'One'\n[taxonomies]\ntags = ['a']\n+++\n"
            "[two](@/blog/two.md)\n",
            "content/blog/two.md": "+++\ntitle = 'T'\ndate = 2020-01-02\npath = 'old/two'\n+++\nTwo.\n",
        },
        ("one.md", "[two](/posts/two)"),
        ("/old/two/", "/posts/two"),
    ),
    (
        {"eleventy.config.js": "", "src/posts/one.md": HEAD + "![A dot](/d.svg)", "public/d.svg": DOT, "notes.md": "x"},
        ("one/index.md", "![A dot](d.svg)"),
        ("/posts/one.html", "/posts/one"),
    ),
    (
        {
            "conf.py": "BLOG_TITLE = 'x'\n",
            "posts/a.md": "<!--\n.. title: A\n.. slug: one\n.. date: 2020-01-02\n-->\n\nText.\n",
        },
        ("one.md", 'title: "A"'),
        ("/posts/one/index.html", "/posts/one"),
    ),
    (
        {"astro.config.mjs": "", "src/content/blog/one.md": HEAD + "Text.", "README.md": "# No"},
        ("one.md", "Text."),
        ("/blog/one/", "/posts/one"),
    ),
]


@pytest.mark.parametrize(("files", "expected", "old"), OTHERS)
def test_other_generators(
    root: Path, tmp_path: Path, files: dict[str, str], expected: tuple[str, str], old: tuple[str, str]
) -> None:
    blog = make(tmp_path / "old", files)
    report = move(root, blog)
    assert expected[1] in (root / "posts" / expected[0]).read_text()
    assert {file.stem for file in (root / "posts").iterdir()} <= {"one", "two", "first-light", "second-night", "dot"}
    response = serve(root).get(old[0])
    assert (response.status_code, response.headers.get("Location")) in {(301, old[1]), (200, None)}
    before = {file: file.read_bytes() for file in root.rglob("*") if file.is_file()}
    assert move(root, blog).left == report.left
    assert {file: file.read_bytes() for file in root.rglob("*") if file.is_file()} == before


def test_what_is_no_post_is_named(root: Path, tmp_path: Path) -> None:
    blog = make(
        tmp_path / "old",
        {
            "pelicanconf.py": "",
            "content/one.md": "Title: One\nDate: 2020-01-02\n\n- A list.\n",
            "content/two.rst": "Two\n###\n",
            "content/three.ipynb": "{}",
            "content/pages/list.md": "Title: List\n\n{% for p in articles %}x{% endfor %}\n",
        },
    )
    report = move(root, blog)
    assert {(file, text.partition(":")[0]) for file, _, text in report.left} == {
        ("content/two.rst", "is written in reStructuredText, and not imported"),
        ("content/three.ipynb", "is a notebook, and not imported"),
        ("content/pages/list.md", "has no text of its own, as lists that a generator makes"),
    }
    assert 'summary: "A list."' in (root / "posts" / "one.md").read_text()
    (blog / "content" / "one.md").unlink()
    (blog / "content" / "pages" / "list.md").unlink()
    with pytest.raises(UserError, match=r"but 1 in reStructuredText, to be converted by pandoc -t gfm"):
        import_blog(root, blog, Report())


def test_files_that_the_renderer_rejects_are_left_out(root: Path, tmp_path: Path) -> None:
    blog = make(
        tmp_path / "old",
        {"_config.yml": "", "_posts/2020-01-02-t.md": HEAD + "![a](/a.PNG) ![b](/b.png) ![c](/C.SVG) [d](/d.html)\n"},
    )
    (blog / "a.PNG").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    (blog / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff\x08\x02\0\0\0")
    (blog / "C.SVG").write_text(DOT)
    (blog / "d.html").write_text("<script src=https://e.example/x.js></script>")
    report = move(root, blog)
    text = (root / "posts" / "t" / "index.md").read_text()
    assert text.endswith("\n\n*a* *b* ![c](c.svg) d\n")
    assert serve(root).get("/posts/t").status_code == 200
    assert len([what for _, _, what in report.left if what.endswith(": not copied")]) == 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "latin-1"])
def test_encodings(root: Path, tmp_path: Path, encoding: str) -> None:
    blog = make(tmp_path / "old", {"_config.yml": "", "_posts/2020-01-01-other.md": HEAD + "Text."})
    raw = (HEAD.replace("T\n", "Größe\n") + "Text.\n").encode(encoding)
    (blog / "_posts" / "2020-01-02-größe.md").write_bytes(b"\xfe\xff" + raw if encoding == "utf-16-be" else raw)
    report = move(root, blog)
    there = (root / "posts" / "grosse.md").is_file()
    named = any(text.startswith("is not UTF-8 text") for _, _, text in report.left)
    assert (there, named) == (encoding != "latin-1", encoding == "latin-1")


def test_huge_files_and_links_within_the_folder_are_not_read(root: Path, tmp_path: Path) -> None:
    blog = make(tmp_path / "old", {"_config.yml": "", "_posts/2020-01-01-other.md": HEAD + "Text."})
    (blog / "_posts" / "2020-01-02-huge.md").write_text(HEAD + "x" * 1_000_001)
    (blog / "_posts" / "2020-01-03-link.md").symlink_to("/etc/passwd")
    (blog / "_posts" / "loop").symlink_to(blog / "_posts")
    report = move(root, blog)
    assert {file.name for file in (root / "posts").iterdir()} == {
        "dot.svg", "first-light.md", "second-night.md", "other.md",
    }  # fmt: skip
    assert ("_posts/2020-01-02-huge.md", 0) in {(file, line) for file, line, _ in report.left}


def test_a_page_that_the_blog_makes_itself_is_not_imported(root: Path, tmp_path: Path) -> None:
    files = {"_quarto.yml": "", "posts.qmd": "---\ntitle: All\n---\nMine.\n", "posts/t.qmd": HEAD + "Text.\n"}
    report = move(root, make(tmp_path / "old", files))
    assert not (root / "pages" / "posts.md").exists()
    told = "its address /posts is a list or file of the blog's own here: not imported"
    assert ("posts.qmd", 0, told) in report.left
    assert serve(root).get("/posts/t").status_code == 200


@pytest.mark.parametrize(
    ("given", "date"),
    [
        ("2018-01-19T14:52:50+08:00", "2018-01-19T14:52+08:00"),
        ("2018-01-19 9:52 -0530", "2018-01-19T09:52-05:30"),
        ("2018-01-19T14:52:50+50:00", "2018-01-19"),
        ("2018-01-19T14:52:50+08:77", "2018-01-19"),
        ("2018-01-19 14:52", "2018-01-19"),
        ("Jan 19th, 2018", "2018-01-19"),
        ("2018-13-19", ""),
    ],
)
def test_dates(given: str, date: str) -> None:
    assert read_date(given) == date
