"""Made-up blogs of each generator, moved in and rendered."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conftest import DOT, serve
from importing.blog import import_blog
from importing.report import Report
from rendering.errors import UserError

FLAT = {
    "app.py": "from flask_flatpages import FlatPages\nFLATPAGES_ROOT = 'content'\nraise SystemExit(9)\n",
    "content/about.md": "title: About Ada\n\nI am Ada.\n",
    "content/posts/part_1.md": "---\ntitle: One\ndate: 2020-01-02\ndescription: D\n---\n"
    "[two]({{ url_for('post', name='part_2') }})\n\n"
    "<figure><img src=\"{{ url_for('static', filename='/img/a_b.svg') }}\" alt=\"A dot\"></figure>\n",
    "content/posts/part_2.md": "---\ntitle: Two\ndate: 2020-01-03\n---\n"
    "Two. [one](<{{url_for('post', name='part_1')}}>) `{{ kept }}`\n",
    "static/img/a_b.svg": DOT,
}
JEKYLL = {
    "_config.yml": "permalink: pretty\nbaseurl: /b\n",
    "_posts/2020-01-02-First_One.md": "---\nlayout: post\ntitle: One\ncategories: stars sky\nexcerpt: E\n---\n"
    "[two]({% post_url 2020-01-03-two %}) [x]({{ site.baseurl }}/stars/sky/2020/01/02/First_One/)\n\n"
    "{% highlight python %}\nx = 1\n{% endhighlight %}\n",
    "_posts/2020-01-03-two.md": "---\ntitle: Two\n---\nText ![]({{ '/img/d.svg' | relative_url }})\n",
    "img/d.svg": DOT,
}
HUGO = {
    "hugo.toml": "[permalinks]\nposts = '/:year/:slug/'\n",
    "content/posts/one.md": "+++\ntitle = 'One'\ndate = 2020-01-02T10:00:00Z\ntags = ['a']\naliases = ['/uno/']\n+++\n"
    '[two]({{< ref "two.md" >}})\n\n{{< figure src="/d.svg" alt="A dot" caption="C" >}}\n\n{{< youtube abc >}}\n',
    "content/posts/two.md": '{"title": "Two", "date": "2020-01-03"}\nText.\n',
    "static/d.svg": DOT,
}
PELICAN = {
    "pelicanconf.py": "PATH = 'content'\nARTICLE_URL = 'a/{date:%Y}/{slug}.html'\nimport os; os.abort()\n",
    "content/one.md": "Title: One Night\nDate: 2020-01-02 10:00\nCategory: stars\n\n"
    "[two]({filename}two.md) ![A dot]({static}/d.svg)\n",
    "content/two.md": "Title: Two\nDate: 2020-01-03\n\nText.\n",
    "content/d.svg": DOT,
}
QUARTO = {
    "_quarto.yml": "website:\n  title: T\n",
    "posts/one/index.qmd": "---\ntitle: One\ndate: 2020-01-02\ncategories: [a]\n---\n"
    "Text {{ggraph}}.\n\n![A dot](d.svg)\n\n```{python}\nx = 1\n```\n",
    "posts/one/d.svg": DOT,
}
PLAIN = {
    "2020-01-02-one.md": "# One night\n\nText [two](sub/two.md).\n",
    "sub/two.md": "---\ntitle: Two\ndate: 2 May 2020\n---\nText.\n",
}


def make(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def move(root: Path, blog: Path, generator: str = "") -> Report:
    report = Report()
    import_blog(root, blog, report, generator)
    return report


@pytest.mark.parametrize(
    ("files", "expected", "old"),
    [
        (
            FLAT,
            ("part-1/index.md", 'summary: "D"', "[two](/posts/part-2)", 'src="a-b.svg"'),
            ("/posts/part_1/", "/posts/part-1"),
        ),
        (
            FLAT,
            ("part-2.md", "[one](/posts/part-1)", "`{{ kept }}`"),
            ("/static/img/a_b.svg", "/static/posts/part-1/a-b.svg"),
        ),
        (
            JEKYLL,
            ("first-one.md", 'tags: ["stars", "sky"]', 'summary: "E"', "[two](/posts/two)", "```python\nx = 1\n```"),
            ("/stars/sky/2020/01/02/First_One/", "/posts/first-one"),
        ),
        (JEKYLL, ("first-one.md", "[two]"), ("/b/stars/sky/2020/01/02/First_One", "/posts/first-one")),
        (JEKYLL, ("first-one.md", "[two]"), ("/categories/stars/", "/tags/stars")),
        (PELICAN, ("one/index.md", "[two]"), ("/category/stars.html", "/tags/stars")),
        (JEKYLL, ("two/index.md", "![d](d.svg)"), ("/2020/01/03/two", "/posts/two")),
        (
            HUGO,
            (
                "one/index.md",
                "date: 2020-01-02T10:00+00:00",
                "[two](/posts/two)",
                '![A dot](d.svg "C")',
                "(https://www.youtube.com/watch?v=abc)",
            ),
            ("/2020/one/", "/posts/one"),
        ),
        (HUGO, ("two.md", 'title: "Two"'), ("/uno", "/posts/one")),
        (
            PELICAN,
            ("one/index.md", 'tags: ["stars"]', "[two](/posts/two)", "![A dot](d.svg)"),
            ("/a/2020/one-night.html", "/posts/one"),
        ),
        (QUARTO, ("one/index.md", 'tags: ["a"]', "Text `ggraph`.", "![A dot](d.svg)"), ("/feed", "/feed.xml")),
        (PLAIN, ("one.md", 'title: "One night"', "[two](/posts/two)"), ("/sub/two.html", "/posts/two")),
    ],
)
def test_a_blog_is_moved_in(
    root: Path, tmp_path: Path, files: dict[str, str], expected: tuple[str, ...], old: tuple[str, str]
) -> None:
    blog = make(tmp_path / "old", files)
    move(root, blog)
    text = (root / "posts" / expected[0]).read_text()
    assert [part for part in expected[1:] if part not in text] == []
    before = {file: file.read_bytes() for file in root.rglob("*") if file.is_file()}
    move(root, blog)
    assert {file: file.read_bytes() for file in root.rglob("*") if file.is_file()} == before
    response = serve(root).get(old[0])
    assert (response.status_code, response.headers["Location"]) == (301, old[1])


def test_what_the_author_changed_since_is_kept(root: Path, tmp_path: Path) -> None:
    blog = make(tmp_path / "old", PLAIN)
    move(root, blog)
    (root / "posts" / "one.md").write_text("mine")
    report = move(root, blog)
    assert (root / "posts" / "one.md").read_text() == "mine"
    assert (
        "2020-01-02-one.md",
        0,
        "app/posts/one.md is there already and differs: kept. Delete it to import it anew",
    ) in report.left


def test_nothing_outside_of_the_folder_is_read(root: Path, tmp_path: Path) -> None:
    blog = make(tmp_path / "old", PLAIN)
    (tmp_path / "secret.svg").write_text(DOT)
    (blog / "link.svg").symlink_to(tmp_path / "secret.svg")
    (blog / "way").symlink_to(tmp_path)
    make(
        blog,
        {
            "p.md": "---\ntitle: P\ndate: 2020-01-01\nslug: ../../evil\n---\n"
            "T ![a](link.svg) ![b](../secret.svg) ![c](way/secret.svg)\n"
        },
    )
    report = move(root, blog)
    assert list(root.rglob("*secret*")) == []
    assert (root / "posts" / "evil.md").is_file()
    assert {(line, text.split(":")[0]) for file, line, text in report.left if file == "p.md"} == {
        (5 + 1, f"there is no picture {name}") for name in ("link.svg", "../secret.svg", "way/secret.svg")
    }


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a.txt": "x"}, "has no text"),
        (
            {"_config.yml": "a: b", "pelicanconf.py": "", "a.md": "x"},
            "has traces of 2 generators (jekyll: _config.yml; pelican: pelicanconf.py). Add --as jekyll",
        ),
    ],
)
def test_a_folder_that_cannot_be_moved_in(root: Path, tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(UserError) as caught:
        move(root, make(tmp_path / "old", files))
    assert message in str(caught.value)


def test_bad_front_matter_and_encodings(root: Path, tmp_path: Path) -> None:
    bomb = "\n".join(["a0: &a0 x", *(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 40))])
    blog = make(
        tmp_path / "old",
        {
            "a.md": "---\ntitle: A: b\ndate: 2020-01-01\n---\nT\n",
            "bomb.md": f"---\n{bomb}\n---\nT\n",
            "ticks.md": "# T\n\n[" + "`" * 5001,
            "escapes.md": "# T\n\n[" + "\\a[x] " * 5001 + "](#x",
            "dollars.md": "# T\n\n" + "$a_ " * 5001 + "\\[" * 5001,
            "braces.md": "# T\n\n" + "{{ " * 501 + "{% " * 501 + "::: " * 50 + "<div " * 5001,
        },
    )
    (blog / "latin.md").write_bytes("# Größe\n\n".encode("latin-1"))
    os.utime(blog / "bomb.md", (0, 0))
    report = move(root, blog)
    assert 'title: "A: b"' in (root / "posts" / "a.md").read_text()
    assert ("latin.md", 1, "is not UTF-8 text; save the file as UTF-8, then import again") in report.left
    assert ("bomb.md", 2, "the YAML has 78 aliases; 20 may be. It was not read") in report.left


def test_dead_links_become_text_and_relative_files_are_found(root: Path, tmp_path: Path) -> None:
    text = (
        "# T\n\n<a href='/gone'>*A*</a> [b][r] [c][] [r] [live][l] [empty]() "
        "[cv](static/cv.pdf) `[b][r]`\n\n[r]: /no\n[c]: no/c\n[l]: https://example.org\n"
    )
    blog = make(
        tmp_path / "old", {"app.py": "FlatPages", "content/2020-01-02-t.md": text, "static/cv.pdf": "%PDF-1.4\n"}
    )
    report = move(root, blog)
    written = (root / "posts" / "t" / "index.md").read_text()
    assert "*A* b c r [live][l] empty [cv](cv.pdf) `[b][r]`" in written
    assert "[r]:" not in written
    assert "[l]: https://example.org" in written
    assert len([what for _, _, what in report.left if "is taken out" in what]) == 4


def test_a_colon_after_bold_within_html_is_text(root: Path) -> None:
    (root / "posts" / "t.md").write_text(
        "---\ntitle: T\ndate: 2020-01-02\n---\nText.\n\n<div><b>Left</b>: a game.</div>\n"
    )
    assert b"</b>: a game." in serve(root).get("/posts/t").data


def test_tags_of_octopress(root: Path, tmp_path: Path) -> None:
    text = (
        "Title: T\nDate: 2020-01-02\n\n{% img left /d.svg 350 200 'Title' 'A dot' %}\n\n{% img d.svg [Two dots] %}\n\n"
        "{% youtube abc %}\n\n{% video /v.mp4 3 2 /v.png %}\n\n{% notebook n.ipynb cells[2:] %}\n\n"
        "{% notebook gone.ipynb %}\n\n{% include_code x.py lang:python X %}\n\n{% include_code no.py %}\n"
    )
    files = {
        "pelicanconf.py": "",
        "content/t.md": text,
        "content/d.svg": DOT,
        "content/n.ipynb": "{}",
        "content/v.mp4": "",
        "content/code/x.py": "x = 1\n",
    }
    report = move(root, make(tmp_path / "old", files))
    written = (root / "posts" / "t" / "index.md").read_text()
    for part in ("![A dot](d.svg)", "![Two dots](d.svg)", "watch?v=abc)", "[Video](v.mp4)", "[notebook](n.ipynb)"):
        assert part in written
    assert "```python\nx = 1\n```" in written
    assert "{% include_code no.py %}" in written
    assert "gone" not in written
    assert len([what for _, _, what in report.left if "notebook" in what]) == 2
