"""A site rendered for a server: whole files with compressed copies, and the app that serves the release it is told."""

from __future__ import annotations

import datetime
import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import brotli
import pytest
from flask.testing import FlaskClient

from blog.web import create_blog_app
from content.store import NotRendered
from rendering.output import Options
from rendering.site import render_site

NOW = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
OLD, NEW = f"{'1' * 40}-{'a' * 8}", f"{'2' * 40}-{'b' * 8}"


def render(root: Path, out: Path) -> Path:
    """Renders `root` for the site https://blog.test."""
    out.mkdir(parents=True)
    render_site(root, out, now=NOW, options=Options("https://blog.test", release=True))
    return out


def files(folder: Path) -> dict[str, bytes]:
    """Every file by its path."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_pages_are_complete_and_have_copies(root: Path, tmp_path: Path) -> None:
    found = files(render(root, tmp_path / "out"))
    page = found["site/posts/first-light/index.html"]
    assert b'<link rel="canonical" href="https://blog.test/posts/first-light">' in page
    assert [name for name, body in found.items() if b"root.invalid" in body] == []
    assert gzip.decompress(found["site/posts/first-light/index.html.gz"]) == page
    assert found["site/posts/first-light/index.html.gz"][3:8] == b"\0\0\0\0\0"
    assert brotli.decompress(found["site/posts/first-light/index.html.br"]) == page
    assert {"site/index.html", "site/feed.xml", "site/feed.xml.br", "site/tags/two-words/index.html"} < found.keys()
    assert {"errors/404.html", "templates/search.html", "search.json", "redirects.json"} < found.keys()


def test_what_is_small_or_packed_already_has_no_copy(root: Path, tmp_path: Path) -> None:
    found = files(render(root, tmp_path / "out"))
    for name in found:
        if name.endswith((".br", ".gz")):
            assert len(found[name]) < len(found[name[:-3]]) >= 512, name
            assert not name[:-3].endswith((".png", ".webp", ".woff2")), name
    assert "site/robots.txt.gz" not in found


def test_equal_content_has_equal_bytes(root: Path, tmp_path: Path) -> None:
    assert files(render(root, tmp_path / "a")) == files(render(root, tmp_path / "b"))


def test_a_post_dated_ahead_is_left_out_and_its_moment_is_told(root: Path, tmp_path: Path) -> None:
    assert json.loads((render(root, tmp_path / "a") / "release.json").read_text())["next"] is None
    (root / "posts" / "comet.md").write_text("---\ntitle: T\ndate: 2026-03-04T20:15:00+01:00\n---\nA comet.\n")
    found = files(render(root, tmp_path / "b"))
    assert json.loads(found["release.json"]) == {"posts": 2, "pages": 11, "next": "2026-03-04T19:15:00Z"}
    assert [name for name, body in found.items() if b"comet" in body or "comet" in name] == []


@pytest.fixture
def released(root: Path, tmp_path: Path) -> Path:
    """Two releases, of which the older is live."""
    folder = tmp_path / "content"
    render(root, folder / OLD)
    (root / "posts" / "first-light.md").write_text("---\ntitle: Changed\ndate: 2026-01-02\n---\nA supernova.\n")
    render(root, folder / NEW)
    (folder / "live").symlink_to(OLD)
    return folder


def client_of(root: Path, released: Path) -> FlaskClient:
    """The app without a site of its own."""
    return create_blog_app(root / "none", "", "0123456789ab", released=released).test_client()


@pytest.mark.parametrize(
    ("named", "key", "title"), [(NEW, NEW, "Changed"), (OLD, OLD, "First light"), ("", OLD, "First light")]
)
def test_page_and_search_are_of_the_release_that_nginx_names(
    root: Path, released: Path, named: str, key: str, title: str
) -> None:
    client = client_of(root, released)
    headers = {"X-Freehold-Content": named}
    page = client.get("/posts/first-light", headers=headers)
    assert f"<h1>{title}</h1>" in page.text
    assert page.headers["X-Freehold-Content"] == key
    assert (title in client.get("/search?q=supernova", headers=headers).text) == (key == NEW)
    assert client.get("/nowhere", headers=headers).headers["X-Freehold-Content"] == key


@pytest.mark.parametrize("named", ["../own", "3" * 40 + "-" + "c" * 8, OLD.upper(), f"{OLD}/..", "live"])
def test_what_names_no_release_is_the_live_one(root: Path, released: Path, named: str) -> None:
    page = client_of(root, released).get("/", headers={"X-Freehold-Content": named})
    assert (page.status_code, page.headers["X-Freehold-Content"]) == (200, OLD)


def test_before_the_first_release_the_app_is_healthy_and_empty(root: Path, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    client = client_of(root, tmp_path / "content")
    assert [client.get(path).status_code for path in ("/healthz", "/", "/search?q=a")] == [200, 404, 404]
    shutil.rmtree(tmp_path / "content")
    with pytest.raises(NotRendered):
        client_of(root, tmp_path / "content")


def test_a_removed_release_is_the_live_one(root: Path, released: Path) -> None:
    client = client_of(root, released)
    assert client.get("/posts/first-light", headers={"X-Freehold-Content": NEW}).status_code == 200
    shutil.rmtree(released / NEW)
    page = client.get("/posts/first-light", headers={"X-Freehold-Content": NEW})
    assert (page.status_code, page.headers["X-Freehold-Content"]) == (200, OLD)


@pytest.mark.parametrize(
    "path", ["/feed.xml.gz", "/index.html.br", "/posts/first-light/index.html.gz", "/search.json", "/errors/404.html"]
)
def test_what_is_beside_pages_has_no_address(root: Path, released: Path, path: str) -> None:
    assert client_of(root, released).get(path).status_code in (301, 404)


def test_an_authors_packed_file_is_no_copy_of_another(root: Path, tmp_path: Path) -> None:
    (root / "posts" / "data.csv").write_text("a,b\n" * 500)
    (root / "posts" / "data.csv.gz").write_bytes(b"another")
    out = render(root, tmp_path / "content" / OLD)
    (tmp_path / "content" / "live").symlink_to(OLD)
    client = client_of(root, tmp_path / "content")
    assert client.get("/static/posts/data.csv.gz").data == b"another"
    assert client.get("/static/posts/data.csv").data == b"a,b\n" * 500
    hashed = next((out / "site/static/posts").glob("data.??????????.csv"))
    assert client.get(f"/static/posts/{hashed.name}.gz").status_code == 404


def command(root: Path, out: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs what a server runs, twice as the sources may have new times."""
    return subprocess.run(
        [sys.executable, "-m", "rendering", out, "--release"],
        cwd=root,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_compiles_once_and_writes_nothing_beside_the_sources(root: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    kept = {"FREEHOLD_URL": "https://blog.test", "FREEHOLD_CACHE": str(cache)}
    assert command(root, str(tmp_path / "a"), **kept).returncode == 0
    compiled = {file: file.stat().st_mtime_ns for file in cache.rglob("*.pyc")}
    assert len(compiled) > 50
    for file in (root / "rendering").glob("*.py"):
        file.touch()
    assert command(root, str(tmp_path / "b"), **kept).returncode == 0
    assert {file: file.stat().st_mtime_ns for file in cache.rglob("*.pyc")} == compiled
    assert list(root.rglob("__pycache__")) == []
    (root / "rendering" / "plan.py").write_text((root / "rendering" / "plan.py").read_text() + "\n")
    assert command(root, str(tmp_path / "c"), **kept).returncode == 0
    assert len(list(cache.glob("bytecode-*"))) == 1
    assert files(tmp_path / "a") == files(tmp_path / "b") == files(tmp_path / "c")


def test_the_command_wants_an_address_and_an_empty_folder(root: Path, tmp_path: Path) -> None:
    assert command(root, str(tmp_path / "a"), FREEHOLD_URL="").stderr == (
        "FREEHOLD_URL must be the site's address, as in https://blog.example\n"
    )
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x").touch()
    made = command(root, str(tmp_path / "b"), FREEHOLD_URL="https://blog.test")
    assert made.stderr.endswith("is not empty and was not made by this program; name another folder\n")
