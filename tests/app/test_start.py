"""A blog that cannot be shown is refused when it starts, with one plain line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from blog.errors import BlogError
from blog.web import create_app

Write = Callable[..., Path]


def refusal(root: Path) -> str:
    with pytest.raises(BlogError) as caught:
        create_app(root, "local")
    return str(caught.value)


def test_a_broken_post(write: Write) -> None:
    assert (
        refusal(write("text\n\n![A](no.svg)"))
        == 'posts/broken.md:8: there is no image "no.svg" beside the post in posts/'
    )


def test_a_draft_is_checked_and_left_out(root: Path) -> None:
    file = root / "posts" / "draft.md"
    file.write_text("---\ntitle: T\ndate: 2026-01-01\nsummary: S\ndraft: true\n---\ntext")
    assert create_app(root, "local").test_client().get("/posts/draft").status_code == 404
    file.write_text(file.read_text() + "\n\n[x](/posts/none)")
    assert refusal(root) == "posts/draft.md:9: links to /posts/none, and there is no such post"


@pytest.mark.parametrize("name", ["Upper.md", "two words.md", "ümlaut.md", "a--b.md", "🌟.md", 'q"uote.md'])
def test_a_name_that_is_no_address(write: Write, name: str) -> None:
    reason = "the file's name becomes the address: use a-z, 0-9 and single hyphens, as in first-light.md"
    assert refusal(write("x", name)) == f"posts/{name}: {reason}"


def test_a_name_with_a_newline_stays_on_one_line(write: Write) -> None:
    assert refusal(write("x", "a\nb.md")).startswith("posts/'a\\nb.md': the file's name becomes the address")


def test_a_file_that_is_no_text(root: Path) -> None:
    (root / "posts" / "x.md").write_bytes(b"---\ntitle: \xff\n---\n")
    assert refusal(root) == "posts/x.md:2: is not UTF-8 text; save the file as UTF-8"


def test_a_post_that_is_too_large(write: Write) -> None:
    assert refusal(write("x" * 1_000_000)) == "posts/broken.md: is 1,000,046 bytes; a post may have 1,000,000"


def test_symbolic_links_lead_nowhere(root: Path) -> None:
    (root / "posts" / "passwd.md").symlink_to("/etc/passwd")
    assert refusal(root) == "posts/passwd.md: must be a plain file, neither a folder nor a symbolic link"
    (root / "posts" / "passwd.md").unlink()
    (root / "posts" / "passwd.csv").symlink_to("/etc/passwd")
    assert refusal(root) == "posts/passwd.csv: must be a plain file, neither a folder nor a symbolic link"


def test_a_figure_too_large_for_readers_and_server(root: Path) -> None:
    sky = root / "posts" / "sky.png"
    with sky.open("wb") as file:
        file.truncate(10_000_000)
    create_app(root, "local")
    with sky.open("ab") as file:
        file.write(b"x")
    assert refusal(root) == (
        "posts/sky.png: is 10,000,001 bytes; a file that pages show may have 10,000,000. "
        "Scale it down, or keep it elsewhere and link to it"
    )


def test_a_file_no_page_may_serve(root: Path) -> None:
    (root / "posts" / "x.exe").write_text("")
    assert refusal(root).startswith("posts/x.exe: cannot be served; known types: .css .svg .png")


def test_a_template_that_fails(root: Path) -> None:
    template = root / "blog" / "templates" / "post.html"
    template.write_text("line one\n{{ post.nothing }}\n")
    problem = "UndefinedError: 'blog.posts.Post object' has no attribute 'nothing'"
    assert refusal(root) == f"blog/templates/post.html:2: {problem}"
    template.write_text("\n\n{% if %}")
    assert refusal(root) == "blog/templates/post.html:3: Expected an expression, got 'end of statement block'"


def test_a_template_that_names_a_file_that_is_gone(root: Path) -> None:
    (root / "static" / "favicon.svg").unlink()
    message = refusal(root)
    assert message.endswith('TemplateRuntimeError: there is no file "favicon.svg" in static/')
    assert message.startswith("blog/templates/base.html:")


def test_a_template_that_loops_for_ever(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blog.budget.CPU_SECONDS", 0.2)
    (root / "blog" / "templates" / "about.html").write_text("\n{% for i in range(1000000000000) %}{% endfor %}")
    assert refusal(root) == (
        "blog/templates/about.html:2: the template took more than 5 s of processor time; does a loop end?"
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nonsense", "site.toml: is not valid TOML: "),
        ('colour = "red"', 'site.toml: unknown key "colour"; known: title, tagline, author, language, url'),
    ],
)
def test_settings(root: Path, line: str, message: str) -> None:
    file = root / "site.toml"
    file.write_text(f"{line}\n{file.read_text()}")
    assert refusal(root).startswith(message)


def test_settings_that_lack_something(root: Path) -> None:
    (root / "site.toml").write_text('title = "T"\ntagline = ""\n')
    assert refusal(root) == "site.toml: \"tagline\" must be a text, given: ''"
