"""What the import makes of constructs of each generator, and of files that nobody should follow or read."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import DOT, serve
from importing.blog import import_blog
from importing.report import Report
from rendering.errors import UserError
from test_import import make, move

HEAD = "---\ntitle: T\ndate: 2020-01-02\n---\n"
SETTINGS = {"jekyll": ("_config.yml", "_posts/2020-01-02-t.md"), "quarto": ("_quarto.yml", "posts/t.qmd")}


def body_of(root: Path, tmp_path: Path, generator: str, text: str, **files: str) -> tuple[str, Report]:
    """Move one text in, render it, and return its body here."""
    config, name = SETTINGS[generator]
    report = move(root, make(tmp_path / "old", {config: "title: x\n", name: HEAD + text, "d.svg": DOT, **files}))
    assert serve(root).get("/posts/t").status_code == 200
    found = [*root.glob("posts/t.md"), *root.glob("posts/t/index.md")]
    return found[0].read_text().partition("\n---\n")[2].strip(), report


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% include JB/setup %}\n\nText.", "Text."),
        ("Text.\n\n{% for p in site.posts %}\n{{ p.title }}\n{% for q in p %}x{% endfor %}\n{% endfor %}", "Text."),
        ("Text.\n{{ page.custom }}", "Text."),
        ("[a]({{ site.github.url }}/) x.", "[a](/) x."),
        ("Nice :tada: :camel: `:x:` 10:30:45.", "Nice 🎉 `:camel:` `:x:` 10:30:45."),
        ("A Vec<T> here.", "A Vec`<T>` here."),
        ("Text <d-cite key=a>x</d-cite>.", "Text x."),
        ("Text.\n\n<form action=x><input name=a></form>", "Text."),
        ("Text.\n\n<svg viewBox='0 0 1 1'><path d=''/></svg>", "Text."),
        ("Text **bold ** and ** bold**.", "Text **bold** and **bold**."),
        ("# Why so?\n\n[a](#Why-so) [b](#gone) Text.", "# Why so?\n\n[a](#why-so) b Text."),
        ("[![words](https://e.example/a.png)](https://e.example)", "[words](https://e.example)"),
        (
            'Text.\n{: .centre}\n\n[x](https://e.example){:target="_blank"} {:.2f}',
            "Text.\n\n\n[x](https://e.example) {:.2f}",
        ),
        (
            "<figure>\n<figcaption>\nAt $x_1$.\n</figcaption>\n</figure>",
            "<figure>\n<figcaption>\n\n\nAt $x_1$.\n\n\n</figcaption>\n</figure>",
        ),
        ("[a](ftp://e.example/x) Text.", "a Text."),
        ("[a](You and me) Text.", "a Text."),
        ("![a][r] ![r]\n\n[r]: https://e.example/a.png", "[a][r] [r][r]\n\n[r]: https://e.example/a.png"),
        ("It is $ z_0$ and $x^2 $ for $5 and $6.", "It is $z_0$ and $x^2$ for $5 and $6."),
        ("<div>\nx\n</div>\n## Head\n\nText.", "<div>\nx\n</div>\n\n## Head\n\nText."),
        ("[a]({% post_url 2020-01-01-gone %}) Text{% mn %}aside{% endmn %}.", "a Text (aside)."),
        ('{% figure "/d.svg", "A dot", "left" %}One *dot*.{% endfigure %}', '![A dot](d.svg "One *dot*.")'),
        ("As {% cite ada2020 bob --file x.bib %} say.", "As (Ada 2020; bob) say."),
        ("[a\nb](#gone) Text.", "a\nb Text."),
        (
            "<div>\n[x](https://e.example) **b**\n</div>",
            '<div>\n<a href="https://e.example">x</a> <strong>b</strong>\n</div>',
        ),
        ("$a[x](y_1)$ and $$\\text{<b>}_{{x}}$$ Text.", "$a[x](y_1)$ and $$\\text{<b>}_{{x}}$$ Text."),
    ],
)
def test_jekyll(root: Path, tmp_path: Path, text: str, expected: str) -> None:
    try:
        body, _ = body_of(root, tmp_path, "jekyll", text)
    except UserError:  # Rejected by the renderer, as it should: what counts is that the text is as it was.
        body = (root / "posts" / "t.md").read_text().partition("\n---\n")[2].strip()
    assert body == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```{=html}\n<p>Hi.</p>\n```", "<p>Hi.</p>"),
        ("```{=latex}\n\\x\n```\nText.", "Text."),
        ("::: columns\n::: {.column}\nText.\n:::\n:::", "Text."),
        ('::: {.content-hidden when-format="html"}\nNo.\n:::\n\nText.', "Text."),
        ("::: callout-note\nText.\n:::", "::: {.callout-note}\nText.\n:::"),
        ("{{< fa rocket >}} Text {{< kbd Ctrl-C >}}.", "Text <kbd>Ctrl-C</kbd>."),
        ("H~2~O and x^2^ [[Other]].", "H<sub>2</sub>O and x<sup>2</sup> Other."),
        ("As [@ada2020; @bob] say in @fig-x.", "As (Lovelace 2020; bob) say in the figure."),
        ("$$\nx\n$$ {#eq-x}\n\nText.", "$$\nx\n$$\n\nText."),
        ("```{tikz}\nx\n```\nText.", "```text\nx\n```\nText."),
    ],
)
def test_quarto(root: Path, tmp_path: Path, text: str, expected: str) -> None:
    bib = "@article{ada2020,\n author = {Lovelace, Ada and Other},\n year = {2020}\n}\n"
    body, _ = body_of(root, tmp_path, "quarto", text, **{"refs.bib": bib})
    assert body == expected


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
