"""What is kept between renderings changes no byte: after any edits the site is that of a rendering without it."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from conftest import APP, DOT
from rendering import output, posts
from rendering.kept import Kept
from rendering.output import Options
from rendering.plan import Planned
from rendering.site import render_site
from rendering.sources import Source

NOW = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
TEMPLATES = ("index.html", "post.html", "tag.html", "archive.html", "macros.html", "base.html")


def render(root: Path, kept: Kept, url: str = "https://blog.test") -> dict[str, bytes]:
    """Renders into a folder of its own and returns every file."""
    out = Path(tempfile.mkdtemp(dir=root.parent))
    render_site(root, out, now=NOW, options=Options(url, release=True, kept=kept))
    found = {str(file.relative_to(out)): file.read_bytes() for file in out.rglob("*") if file.is_file()}
    shutil.rmtree(out)
    return found


def blog(folder: Path) -> Path:
    """A copy of the app with no posts."""
    root = folder / "app"
    for name in ("pages", "static", "templates"):
        shutil.copytree(APP / name, root / name)
    shutil.copy(APP / "site.toml", root)
    (root / "posts").mkdir()
    (root / "posts" / "dot.svg").write_text(DOT)
    return root


def post(root: Path, number: int, words: str, tags: list[str], series: bool, link: int | None) -> None:
    """Writes a post; `link` is the number of another one's file, or none."""
    body = f"{words}\n\n![A dot](dot.svg)\n\n" + (f"[x](/static/posts/p{link}.txt)\n" if link is not None else "")
    lines = ["---", f"title: Post {len(words)}", f"date: 2026-01-{number + 1:02}", f"tags: {tags}"]
    lines += ["series: S"] if series else []
    (root / "posts" / f"p{number}.md").write_text("\n".join([*lines, "---", body]))
    (root / "posts" / f"p{number}.txt").write_text(words)


Edit = Callable[[Path], None]
numbers = st.integers(0, 4)
written = st.builds(
    lambda n, words, tags, series: lambda root: post(root, n, words, tags, series, n),
    numbers,
    st.sampled_from(["One.", "Two words.", "One night. " * 80, "`code`", "A *star*, $x^2$."]),
    st.lists(st.sampled_from(["a", "b"]), unique=True),
    st.booleans(),
)
removed = numbers.map(
    lambda n: lambda root: [(root / "posts" / f"p{n}{end}").unlink(missing_ok=True) for end in (".md", ".txt")]
)
drawn = st.integers(1, 3).map(lambda r: lambda root: (root / "posts/dot.svg").write_text(DOT.replace('"3"', f'"{r}"')))
styled = st.integers(1, 3).map(lambda n: lambda root: (root / "static/style.css").write_text(f"a{{order:{n}}}"))
titled = st.sampled_from("XYZ").map(
    lambda title: (
        lambda root: (root / "site.toml").write_text((APP / "site.toml").read_text().replace("Slow Light", title))
    )
)
named = st.sampled_from("XYZ").map(
    lambda title: lambda root: (root / "pages" / "me.md").write_text(f"---\ntitle: {title}\nsummary: S\n---\nText.\n")
)
shaped = st.builds(
    lambda name, text: (
        lambda root: (root / "templates" / name).write_text((APP / "templates" / name).read_text() + text)
    ),
    st.sampled_from(TEMPLATES),
    st.sampled_from(["", "{# nothing #}", "<p>more</p>"]),
)
edits = st.lists(
    st.lists(st.one_of(written, written, removed, drawn, styled, titled, named, shaped), max_size=3), max_size=5
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits)
def test_after_any_edits_each_byte_is_that_of_a_full_rendering(steps: list[list[Edit]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = blog(Path(folder))
        for step in [[], *steps]:
            for edit in step:
                edit(root)
            kept = Kept(Path(folder) / "cache", "1")
            assert render(root, kept) == render(root, Kept(None, ""))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was made, not found: posts by their source, pages by their address."""
    made: list[str] = []
    read, text = posts._post, output.Output.text

    def one(source: Source, *others: object) -> posts.Post:
        made.append(source.shown)
        return read(source, *others)  # type: ignore[arg-type] # handed on

    def page(self: output.Output, planned: Planned) -> bytes:
        made.append(planned.path)
        return text(self, planned)

    monkeypatch.setattr(posts, "_post", one)
    monkeypatch.setattr(output.Output, "text", page)
    return made


def test_only_what_changed_is_made(tmp_path: Path, counted: list[str]) -> None:
    root = blog(tmp_path)
    for number in range(5):
        post(root, number, "Some words.", ["a"], series=False, link=None)
    cache = tmp_path / "cache"
    render(root, Kept(cache, "1"))
    counted.clear()
    render(root, Kept(cache, "1"))
    assert [one for one in counted if one] == []
    file = root / "posts" / "p2.md"
    file.write_text(file.read_text().replace("Some words.", "Some wards."))
    render(root, Kept(cache, "1"))
    # The summary is the beginning of the text, so lists and the tag have changed, too.
    assert {one for one in counted if one.endswith(".md")} == {"posts/p2.md"}
    counted.clear()
    file.write_text(file.read_text() + "\nMore.\n")
    render(root, Kept(cache, "1"))
    assert {one for one in counted if one} == {"posts/p2.md", "/posts/p2", "/feed.xml"}


@pytest.mark.parametrize("url", ["https://blog.test", "https://other.test"])
def test_another_address_or_renderer_finds_nothing_of_the_first(tmp_path: Path, url: str) -> None:
    root = blog(tmp_path)
    post(root, 1, "Words.", ["a"], series=True, link=1)
    render(root, Kept(tmp_path / "cache", "1"))
    same = render(root, Kept(tmp_path / "cache", "2"), url)
    assert same == render(root, Kept(None, ""), url)


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    root = blog(tmp_path)
    post(root, 1, "Words.", [], series=False, link=None)
    first = render(root, Kept(tmp_path / "cache", "1"))
    for file in (tmp_path / "cache" / "made").iterdir():
        file.write_bytes(file.read_bytes()[:10])
    assert render(root, Kept(tmp_path / "cache", "1")) == first
