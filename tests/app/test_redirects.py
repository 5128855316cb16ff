"""Old addresses: what answers 301, and what is refused with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from conftest import build_error, serve
from rendering.redirects import FEEDS, form_problem

HEAD = "---\ntitle: T\ndate: 2026-03-04\nsummary: S\n"


@pytest.fixture
def moved(root: Path) -> FlaskClient:
    """A post with two aliases, a page with one, a draft with one, and a table."""
    (root / "posts" / "new.md").write_text(
        f"{HEAD}aliases: [/2019/01/Old_Name.html, '/caf%C3%A9/']\n---\n## Why\n\nText.\n"
    )
    (root / "posts" / "draft.md").write_text(f"{HEAD}draft: true\naliases: /hidden\n---\nText.\n")
    (root / "pages" / "me.md").write_text("---\ntitle: Me\nsummary: S\naliases: /cv/index.html\n---\nText.\n")
    (root / "redirects.txt").write_text(
        "# old new\n/static/assets/dot.svg /static/posts/dot.svg\n\n/old /posts/new#why\n/all.html /\n"
    )
    return serve(root)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/2019/01/Old_Name.html", "/posts/new"),
        ("/2019/01/Old_Name", "/posts/new"),
        ("/2019/01/Old_Name/", "/posts/new"),
        ("/2019/01/Old_Name/index.html", "/posts/new"),
        ("/2019/01/Old_Name.html?utm_source=x", "/posts/new"),
        ("/caf%C3%A9", "/posts/new"),
        ("/cv", "/me"),
        ("/static/assets/dot.svg", "/static/posts/dot.svg"),
        ("/old", "/posts/new#why"),
        ("/all/", "/"),
        ("/posts/first-light.html", "/posts/first-light"),
        ("/posts/first-light/index.html", "/posts/first-light"),
        ("/posts/", "/archive"),
        ("/index.html", "/"),
        ("/feed/", "/feed.xml"),
        *((feed, "/feed.xml") for feed in FEEDS),
    ],
)
def test_an_old_address_leads_to_the_new_one_for_good(moved: FlaskClient, old: str, new: str) -> None:
    response = moved.get(old)
    assert (response.status_code, response.headers["Location"]) == (301, new)
    assert response.headers["Cache-Control"].startswith("public, max-age=0, s-maxage=1")


@pytest.mark.parametrize("path", ["/hidden", "/2019/01/old_name", "/2019/01", "/nowhere.html", "/posts/draft.html"])
def test_others_do_not(moved: FlaskClient, path: str) -> None:
    assert moved.get(path).status_code == 404


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("/2019/a b.html", None),
        ("/%E6%98%9F", None),
        ("https://other.example/x", "is of another site"),
        ("javascript:alert(1)", "is of another site"),
        ("//other.example/x", "is of another site"),
        ("/%2F/other.example", "is of another site"),
        ("/a//b", 'has "//"'),
        ("/\\other.example", "has a character"),
        ("/%5Cother.example", "has a character"),
        ("/a%0d%0aSet-Cookie:x", "has a character"),
        ('/a";return 200', "has a character"),
        ("/%ff", "has a character"),
        ("old", "must begin with"),
        ("/a/../b", "a part that begins with a dot"),
        ("/.git/config", "a part that begins with a dot"),
        ("/" + "a" * 1000, "has 1,001 characters"),
    ],
)
def test_forms(address: str, problem: str | None) -> None:
    found = form_problem(address)
    assert (
        found is None if problem is None else (found or "").startswith(("is", "has", "must")) and problem in str(found)
    )


def test_all_mistakes_at_once_each_with_its_line(root: Path) -> None:
    (root / "posts" / "new.md").write_text(
        f"{HEAD}aliases:\n  - /a\n  - /posts/first-light/\n  - //evil.example\n  - /x?p=1\n  - /feed.xml\n---\nText.\n"
    )
    (root / "redirects.txt").write_text(
        "/a.html /about\n/b /c\n/c /b\n/d /none\n/e\n/f https://evil.example\n/g /about#none\n"
    )
    assert [line.partition(": ")[0] for line in build_error(root).splitlines()] == [
        *(f"posts/new.md:{line}" for line in range(6, 11)),
        *(f"redirects.txt:{line}" for line in range(2, 8)),
    ]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            "/a /about\n/a/ /\n",
            'redirects.txt:2: the old address "/a/" is given by redirects.txt:1, too; take one of them out',
        ),
        ("/a /a\n", 'redirects.txt:1: the new address "/a" is an old one itself; write where it leads in the end'),
        (
            "/about/ /\n",
            'redirects.txt:1: the old address "/about/" is one that the site has today (/about); take it out',
        ),
        (
            "/healthz /\n",
            'redirects.txt:1: the old address "/healthz" is one that the site has today (/healthz); take it out',
        ),
        ("/a\n", "redirects.txt:1: must be an old address and a new one, as in: /2019/old.html /posts/new"),
        (
            "/a /none\n",
            'redirects.txt:1: the new address "/none" does not exist; write one of a page or file, as /posts/its-name',
        ),
    ],
)
def test_one_mistake(root: Path, table: str, message: str) -> None:
    (root / "redirects.txt").write_text(table)
    assert build_error(root) == message


def test_aliases_must_be_texts(write: Callable[..., Path]) -> None:
    root = write("Text.")
    (root / "posts" / "broken.md").write_text(f"{HEAD}aliases: [{{a: b}}]\n---\nText.\n")
    assert build_error(root) == 'posts/broken.md:5: "aliases" must be a text that is not empty'


def test_redirects_that_are_no_text(root: Path) -> None:
    (root / "redirects.txt").write_bytes(b"/a \xff\n")
    assert build_error(root) == "redirects.txt: cannot be read as UTF-8 text; save the file as UTF-8"
