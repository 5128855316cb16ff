"""A blog that cannot be shown is refused when its image is built, with file, line and what to write."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import DOT, build_error, serve

Write = Callable[..., Path]


def test_a_broken_post(write: Write) -> None:
    assert build_error(write("text\n\n![A](no.svg)")) == 'posts/broken.md:8: there is no image "no.svg" beside the post'


def test_a_draft_is_checked_and_left_out(root: Path) -> None:
    file = root / "posts" / "draft.md"
    file.write_text("---\ntitle: T\ndate: 2026-01-01\nsummary: S\ndraft: true\n---\ntext")
    assert serve(root).get("/posts/draft").status_code == 404
    file.write_text(file.read_text() + "\n\n[x](/posts/none)")
    assert build_error(root) == "posts/draft.md:9: links to /posts/none, and there is no such post"


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Upper_Case.md", "upper-case"),
        ("two words.md", "two-words"),
        ("\u00fcmlaut.md", "umlaut"),
        ("u\u0308mlaut.md", "umlaut"),
        ("a--b.md", "a-b"),
        ('q"uote.md', "q-uote"),
        ("\u661f\u5149.md", "\u661f\u5149"),
        ("v1.2.md", "v1-2"),
    ],
)
def test_a_name_becomes_an_address(write: Write, name: str, address: str) -> None:
    assert serve(write("x", name)).get(f"/posts/{address}").status_code == 200


def test_a_name_that_is_no_address(write: Write) -> None:
    reason = "the name becomes the address: use letters and digits, as in first-light.md"
    assert build_error(write("x", "\U0001f31f.md")) == f"posts/\U0001f31f.md: {reason}"


def test_two_names_of_one_address(write: Write) -> None:
    write("x", "Clash.md")
    same = "posts/clash.md: has the same address as posts/Clash.md; rename one of them"
    assert build_error(write("x", "clash.md")) == same


def test_a_folder_keeps_its_pictures_whatever_its_name(write: Write) -> None:
    root = write("x")
    folder = root / "posts" / "My Folder"
    folder.mkdir()
    (folder / "a b.svg").write_text(DOT)
    (folder / "index.md").write_text("---\ntitle: T\ndate: 2026-03-04\n---\nText.\n\n![A dot](a%20b.svg)\n")
    client = serve(root)
    address = re.findall(r'src="([^"]+)"', client.get("/posts/my-folder").text)[0]
    assert re.fullmatch(r"/static/posts/my-folder/a-b\.[0-9a-f]{10}\.svg", address)
    assert client.get(address).status_code == 200


def test_a_folder_that_is_no_post(root: Path) -> None:
    (root / "posts" / "2020").mkdir()
    (root / "posts" / "2020" / "old.md").write_text("x")
    assert build_error(root) == (
        "posts/2020: has no index.md: a folder here is one post, its text in index.md, its pictures beside that; "
        "or move old.md up, beside it"
    )


@pytest.mark.parametrize("name", ["x.markdown", "x.qmd", "x.Rmd"])
def test_a_post_of_another_suffix(root: Path, name: str) -> None:
    (root / "posts" / name).write_text("x")
    assert build_error(root) == f"posts/{name}: a post is a .md file: rename it to x.md"


def test_without_a_summary_the_beginning_is_shown(root: Path) -> None:
    file = root / "posts" / "x.md"
    file.write_text("---\ntitle: T\ndate: 2026-03-04\n---\nThe *first* paragraph.\n\nThe second.\n")
    assert "<p>The first paragraph.</p>" in serve(root).get("/").text
    file.write_text("---\ntitle: T\ndate: 2026-03-04\n---\n```text\nx\n```\n")
    assert build_error(root) == 'posts/x.md:1: lacks "summary", and no paragraph of text to take it from'


def test_all_of_a_file_at_once(root: Path) -> None:
    (root / "posts" / "Bad_Name.md").write_text("---\ntitle: A\ndescription: d\n---\n![](x.png)\n")
    (root / "posts" / "bad-name.md").write_text("---\ntitle: A\ndate: 2026-01-01\n---\nx\n")
    assert build_error(root).splitlines() == [
        'posts/Bad_Name.md:1: the front matter lacks "date"; needed: title, date',
        'posts/Bad_Name.md:3: unknown key "description"; write "summary"',
        'posts/Bad_Name.md:5: there is no image "x.png" beside the post',
        "posts/bad-name.md: has the same address as posts/Bad_Name.md; rename one of them",
    ]


def test_a_name_with_a_newline_stays_on_one_line(write: Write) -> None:
    assert build_error(write("x", "a\nb.md")).startswith("posts/'a\\nb.md': the name becomes the address")


def test_a_file_that_is_no_text(root: Path) -> None:
    (root / "posts" / "x.md").write_bytes(b"---\ntitle: \xff\n---\n")
    assert build_error(root) == "posts/x.md:2: is not UTF-8 text; save the file as UTF-8"


def test_a_post_that_is_too_large(write: Write) -> None:
    assert build_error(write("x" * 1_000_000)) == "posts/broken.md: is 1,000,046 bytes; a post may have 1,000,000"


def test_symbolic_links_lead_nowhere(root: Path) -> None:
    (root / "posts" / "passwd.md").symlink_to("/etc/passwd")
    assert build_error(root) == "posts/passwd.md: must be a plain file, not a symbolic link"
    (root / "posts" / "passwd.md").unlink()
    (root / "posts" / "folder").symlink_to("/etc")
    assert build_error(root) == "posts/folder: must be a plain file, not a symbolic link"
    (root / "posts" / "folder").unlink()
    (root / "posts" / "passwd.csv").symlink_to("/etc/passwd")
    assert build_error(root) == "posts/passwd.csv: must be a plain file, not a symbolic link"


def test_a_figure_too_large_for_readers_and_server(root: Path) -> None:
    sky = root / "posts" / "sky.csv"
    with sky.open("wb") as file:
        file.truncate(10_000_000)
    serve(root)
    with sky.open("ab") as file:
        file.write(b"x")
    assert build_error(root) == (
        "posts/sky.csv: is 10,000,001 bytes; a file that pages show may have 10,000,000. "
        "Scale it down, or keep it elsewhere and link to it"
    )


def test_a_file_no_page_may_serve(root: Path) -> None:
    (root / "posts" / "x.exe").write_text("")
    assert build_error(root).startswith("posts/x.exe: cannot be served; known types: .7z .bib .bz2")


def test_a_picture_that_is_none(root: Path) -> None:
    (root / "posts" / "x.png").write_text("no picture")
    assert build_error(root).startswith("posts/x.png: is no PNG, JPEG, WebP or GIF picture; save it again")


def test_a_post_and_a_folder_of_one_name(root: Path) -> None:
    folder = root / "posts" / "first-light"
    folder.mkdir()
    assert build_error(root).splitlines() == [
        "posts/first-light: has no index.md: a folder here is one post, its text in index.md, its pictures beside that",
        "posts/first-light.md: has the same address as posts/first-light; rename one of them",
    ]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("[x](/posts/gone)", "posts/broken.md:6: links to /posts/gone, and there is no such post"),
        ("a\n\n[x](/gone?a#b)", "posts/broken.md:8: links to /gone, and there is no such page"),
        (
            "[x](/posts/second-night#wy)",
            "posts/broken.md:6: links to #wy, and posts/second-night.md has no such heading; there are: why",
        ),
        ("[x](#gone)", "posts/broken.md:6: links to #gone, and posts/broken.md has no such heading"),
        ("[x](/posts/draft)", "posts/broken.md:6: links to /posts/draft, which is a draft"),
        ("[x](/static/gone.css)", "posts/broken.md:6: links to /static/gone.css, and there is no such page"),
    ],
)
def test_a_link_that_leads_nowhere(root: Path, write: Write, body: str, message: str) -> None:
    (root / "posts" / "draft.md").write_text("---\ntitle: T\ndate: 2026-01-01\nsummary: S\ndraft: true\n---\ntext")
    assert build_error(write(body)) == message


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/about/",
        "/tags/stars",
        "/archive#y",
        "/feed.xml",
        "/search?q=x",
        "/posts/second-night#why",
        "/static/style.css",
    ],
)
def test_links_that_lead_somewhere(write: Write, target: str) -> None:
    assert serve(write(f"[x]({target})")).get("/posts/broken").status_code == 200


def test_one_tag_written_in_two_ways(write: Write) -> None:
    root = write("x")
    post = root / "posts" / "broken.md"
    post.write_text(post.read_text().replace("summary: S", "summary: S\ntags: [Stars, '!']"))
    assert build_error(root).splitlines() == [
        'posts/broken.md: the tag "!" has neither letters nor digits',
        'posts/first-light.md: the tag "stars" is written "Stars" in posts/broken.md; choose one',
    ]


def test_a_page_at_an_address_that_is_taken(root: Path) -> None:
    (root / "pages" / "tags.md").write_text("---\ntitle: T\nsummary: S\n---\nx")
    assert build_error(root) == "pages/tags.md: its address /tags is taken by the blog itself; give it another name"


def test_a_template_that_fails(root: Path) -> None:
    template = root / "templates" / "post.html"
    template.write_text("line one\n{{ post.nothing }}\n")
    problem = "UndefinedError: 'rendering.posts.Post object' has no attribute 'nothing'"
    assert build_error(root) == f"templates/post.html:2: {problem}"
    template.write_text("\n\n{% if %}")
    assert build_error(root) == "templates/post.html:3: Expected an expression, got 'end of statement block'"


def test_a_template_that_names_a_file_that_is_gone(root: Path) -> None:
    (root / "static" / "favicon.svg").unlink()
    message = build_error(root)
    assert message.endswith('TemplateRuntimeError: there is no file "favicon.svg" in static/')
    assert message.startswith("templates/base.html:")


def test_a_template_that_loops_for_ever(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rendering.budget.CPU_SECONDS", 0.2)
    (root / "templates" / "page.html").write_text("\n{% for i in range(1000000000000) %}{% endfor %}")
    assert build_error(root) == (
        "templates/page.html:2: the template took more than 5 s of processor time; does a loop end?"
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nonsense", "site.toml: is not valid TOML: "),
        ('colour = "red"', 'site.toml: unknown key "colour"; known: title, tagline, author, language'),
    ],
)
def test_settings(root: Path, line: str, message: str) -> None:
    file = root / "site.toml"
    file.write_text(f"{line}\n{file.read_text()}")
    assert build_error(root).startswith(message)


def test_settings_that_lack_something(root: Path) -> None:
    (root / "site.toml").write_text('title = "T"\ntagline = ""\n')
    assert build_error(root).splitlines() == [
        'site.toml: "author" must be a text, given: None',
        'site.toml: "language" must be a text, given: None',
        "site.toml: \"tagline\" must be a text, given: ''",
    ]
