"""Posts dated ahead: they appear at their moment without a push, everywhere at once, and no cache shows an old page."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from blog.web import create_blog_app
from conftest import build_error
from rendering.errors import UserError
from rendering.site import render_site

BUILT = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
MOMENT = datetime.datetime(2026, 3, 4, 19, 15, tzinfo=datetime.UTC)
PAGE_CACHE = "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=3600"
LISTS = ["/", "/archive", "/tags", "/feed.xml", "/sitemap.xml", "/search?q=comet", "/posts/second-night"]


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = BUILT

    def __call__(self) -> datetime.datetime:
        return self.now


def write(root: Path, name: str, date: str, body: str = "A comet.", extra: str = "") -> None:
    (root / "posts" / name).write_text(f"---\ntitle: {name}\ndate: {date}\ntags: [comets]\n{extra}---\n{body}\n")


def serve_at(root: Path, clock: Clock, *, drafts: bool = False) -> FlaskClient:
    out = root / "site"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    render_site(root, out, now=BUILT, drafts=drafts)
    return create_blog_app(out, "https://blog.example", "0123456789ab", clock).test_client()


def test_a_post_appears_at_its_moment_everywhere(root: Path) -> None:
    write(root, "comet.md", "2026-03-04T20:15:00+01:00")
    clock = Clock()
    client = serve_at(root, clock)
    clock.now = MOMENT - datetime.timedelta(microseconds=1)
    for path in LISTS:
        answer = client.get(path)
        assert answer.status_code == 200
        assert "comet.md" not in answer.text, path
    assert client.get("/posts/comet").status_code == 404
    assert client.get("/tags/comets").status_code == 404
    clock.now = MOMENT
    for path in LISTS:
        assert "comet" in client.get(path).text, path
    assert client.get("/posts/comet").status_code == 200
    assert client.get("/tags/comets").status_code == 200
    assert "<published>2026-03-04T19:15:00Z</published>" in client.get("/feed.xml").text
    assert client.get("/").text.index("comet.md") < client.get("/").text.index("Second night")


def test_no_cache_holds_a_page_past_the_moment(root: Path) -> None:
    write(root, "comet.md", "2026-03-04T20:15:00+01:00")
    clock = Clock()
    client = serve_at(root, clock)
    assert client.get("/").headers["Cache-Control"] == PAGE_CACHE
    clock.now = MOMENT - datetime.timedelta(seconds=3)
    assert client.get("/").headers["Cache-Control"] == PAGE_CACHE
    clock.now = MOMENT - datetime.timedelta(seconds=2.9)
    assert client.get("/").headers["Cache-Control"] == "no-store"
    clock.now = MOMENT
    assert client.get("/").headers["Cache-Control"] == PAGE_CACHE


def test_several_moments_pass_at_once_and_one_by_one(root: Path) -> None:
    for day in (5, 6, 7):
        write(root, f"day-{day}.md", f"2026-03-0{day}", extra="series: Days\n")
    write(root, "day-5b.md", "2026-03-05")
    clock = Clock()
    client = serve_at(root, clock)
    clock.now = datetime.datetime(2026, 3, 5, tzinfo=datetime.UTC)
    assert client.get("/archive").text.count("/posts/day-") == 2
    assert "part 1 of 1" in client.get("/posts/day-5").text
    clock.now = datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)
    assert client.get("/archive").text.count("/posts/day-") == 4
    assert "part 1 of 3" in client.get("/posts/day-5").text
    assert client.get("/search?q=day-").text.count("/posts/day-") == 4


def test_a_link_to_a_later_post_is_told(root: Path) -> None:
    write(root, "comet.md", "2031-01-01T10:00Z", "See [first](/posts/first-light).")
    write(root, "now.md", "2026-02-28", "Soon: [the comet](/posts/comet).")
    write(root, "after.md", "2031-01-02", "After [the comet](/posts/comet).")
    assert build_error(root) == "posts/now.md:6: links to /posts/comet, which appears only at 2031-01-01 10:00 UTC"


def test_while_writing_all_is_shown(root: Path) -> None:
    write(root, "comet.md", "2031-01-01")
    assert serve_at(root, Clock(), drafts=True).get("/posts/comet").status_code == 200


def test_too_many_moments(root: Path) -> None:
    for day in range(1, 22):
        write(root, f"day-{day}.md", f"2031-01-{day:02}")
    with pytest.raises(UserError, match="at most 20 may"):
        serve_at(root, Clock())
