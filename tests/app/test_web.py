"""Routes and headers."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from flask.testing import FlaskClient

from conftest import APP, DOT, serve

ATOM = "{http://www.w3.org/2005/Atom}"
PAGE_CACHE = "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=3600"


@pytest.mark.parametrize(
    ("path", "status", "kind", "cache"),
    [
        ("/", 200, "text/html; charset=utf-8", PAGE_CACHE),
        ("/about", 200, "text/html; charset=utf-8", PAGE_CACHE),
        ("/posts/first-light", 200, "text/html; charset=utf-8", PAGE_CACHE),
        ("/archive", 200, "text/html; charset=utf-8", PAGE_CACHE),
        ("/tags", 200, "text/html; charset=utf-8", PAGE_CACHE),
        ("/tags/two-words", 200, "text/html; charset=utf-8", PAGE_CACHE),
        ("/sitemap.xml", 200, "application/xml; charset=utf-8", PAGE_CACHE),
        ("/feed.xml", 200, "application/atom+xml; charset=utf-8", PAGE_CACHE),
        ("/robots.txt", 200, "text/plain; charset=utf-8", PAGE_CACHE),
        ("/search?q=star", 200, "text/html; charset=utf-8", "no-store"),
        ("/healthz", 200, "text/plain; charset=utf-8", "no-store"),
        ("/posts/none", 404, "text/html; charset=utf-8", "no-store"),
        ("/posts/%2e%2e/site.toml", 404, "text/html; charset=utf-8", "no-store"),
        ("/static/../site.toml", 404, "text/html; charset=utf-8", "no-store"),
        ("/nowhere", 404, "text/html; charset=utf-8", "no-store"),
    ],
)
def test_get(client: FlaskClient, path: str, status: int, kind: str, cache: str) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.headers["Content-Type"] == kind
    assert response.headers["Cache-Control"] == cache
    assert response.headers["X-Freehold-App"] == "0123456789ab"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == (
        "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; form-action 'self'; "
        "base-uri 'none'; media-src 'self'; frame-src 'self'; frame-ancestors 'none'; report-uri /csp-report"
    )
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("path", ["/", "/about", "/posts/first-light", "/search?q=star", "/nowhere"])
def test_a_page_needs_nobody_else_and_does_not_name_its_release(client: FlaskClient, path: str) -> None:
    html = client.get(path).text
    assert "0123456789ab" not in html
    loaded = re.sub(r'<link rel="canonical"[^>]*>', "", html)
    assert re.findall(r'(?:src|href)="(?:https?:)?//', loaded) == []
    assert "<script" not in html
    assert " style=" not in html


def test_the_list_is_newest_first_and_escaped(client: FlaskClient) -> None:
    html = client.get("/").text
    assert re.findall(r'<h2><a href="([^"]+)"', html) == ["/posts/second-night", "/posts/first-light"]
    assert "The first night &amp; the &lt;first&gt; star." in html


def test_a_post_links_its_neighbour_and_tags(client: FlaskClient) -> None:
    html = client.get("/posts/first-light").text
    assert '<a rel="next" class="newer" href="/posts/second-night">' in html
    assert 'rel="prev"' not in html
    assert '<a href="/tags/two-words">two words</a>' in html


def test_an_unchanged_page_is_304(client: FlaskClient) -> None:
    etag = client.get("/").headers["ETag"]
    again = client.get("/", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


def test_search(client: FlaskClient) -> None:
    assert "A quiet evening with <mark>Ørsted</mark>." in client.get("/search?q=ØRSTED").text


def test_search_escapes_the_query(client: FlaskClient) -> None:
    html = client.get("/search", query_string={"q": '"><script>x'}).text
    assert "<script" not in html
    assert "Nothing found for “&#34;&gt;&lt;script&gt;x”." in html


def test_a_browsers_report_is_one_line_of_the_log(client: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    report = {
        "blocked-uri": "https://ads.example/\n" + "x" * 300,
        "document-uri": "/",
        "referrer": "https://private.example",
    }
    response = client.post("/csp-report", json={"csp-report": report}, content_type="application/csp-report")
    assert (response.status_code, response.data) == (204, b"")
    assert response.headers["Cache-Control"] == "no-store"
    blocked = "https://ads.example/\\n" + "x" * 179
    assert capsys.readouterr().out == f'csp-report {{"document-uri": "/", "blocked-uri": "{blocked}"}}\n'


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"csp-report": 1}', b"[" * 10_000, b"\xff"])
def test_what_is_no_report(client: FlaskClient, body: bytes) -> None:
    assert client.post("/csp-report", data=body).status_code == 400


def test_a_report_that_is_too_large(client: FlaskClient) -> None:
    response = client.post("/csp-report", data="x" * 20_000)
    assert response.status_code == 413
    assert "<h1>Too much</h1>" in response.text


def test_other_methods_are_refused(client: FlaskClient) -> None:
    assert client.post("/").status_code == 405
    assert client.post("/search").status_code == 405


@pytest.mark.parametrize(
    ("old", "new"), [("/posts", "/archive"), ("/posts/first-light/", "/posts/first-light"), ("/about/", "/about")]
)
def test_addresses_that_people_type(client: FlaskClient, old: str, new: str) -> None:
    response = client.get(old)
    assert (response.status_code, response.headers["Location"]) == (301, new)


def test_an_asset_by_its_hash_its_plain_name_and_a_hash_of_the_past(client: FlaskClient) -> None:
    path = re.findall(r'<img src="([^"]+)"', client.get("/posts/first-light").text)[0]
    assert re.fullmatch(r"/static/posts/dot\.[0-9a-f]{10}\.svg", path)
    hashed = client.get(path)
    assert hashed.text == DOT
    assert hashed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert hashed.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    plain = client.get("/static/posts/dot.svg")
    assert plain.text == DOT
    assert plain.headers["Cache-Control"] == "public, max-age=60"
    past = client.get("/static/posts/dot.0000000000.svg")
    assert (past.status_code, past.headers["Cache-Control"]) == (404, "no-store")


def test_the_feed_is_atom_with_absolute_addresses(client: FlaskClient) -> None:
    feed = ElementTree.fromstring(client.get("/feed.xml", base_url="https://blog.example:8443").data)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}id") == "https://blog.example:8443/"
    assert feed.findtext(f"{ATOM}updated") == "2026-02-05T00:00:00Z"
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        "https://blog.example:8443/posts/second-night",
        "https://blog.example:8443/posts/first-light",
    ]
    assert entries[1].findtext(f"{ATOM}summary") == "The first night & the <first> star."
    content = entries[1].findtext(f"{ATOM}content") or ""
    assert re.search(r'<img src="https://blog\.example:8443/static/posts/dot\.[0-9a-f]{10}\.svg"', content)


def test_the_feed_is_one_that_a_reader_understands(client: FlaskClient) -> None:
    feed = feedparser.parse(client.get("/feed.xml", base_url="https://blog.example").data)
    assert not feed.bozo, feed.get("bozo_exception")
    assert (feed.version, feed.feed.title, len(feed.entries)) == ("atom10", "Slow Light", 2)
    assert [tag.label for tag in feed.entries[1].tags] == ["stars", "two words"]
    assert "srcset" not in feed.entries[1].content[0].value


def test_absolute_addresses_come_from_the_server(root: Path) -> None:
    client = serve(root, url="https://slow.example")
    assert "<id>https://slow.example/posts/first-light</id>" in client.get("/feed.xml").text
    assert '<link rel="canonical" href="https://slow.example/about">' in client.get("/about").text
    assert "Sitemap: https://slow.example/sitemap.xml" in client.get("/robots.txt").text
    assert "<loc>https://slow.example/tags/stars</loc>" in client.get("/sitemap.xml").text
    for path in ("/", "/feed.xml", "/sitemap.xml", "/robots.txt", "/posts/first-light", "/search?q=star", "/nowhere"):
        assert ".invalid" not in client.get(path).text


def test_what_other_sites_show_beside_a_link(client: FlaskClient) -> None:
    html = client.get("/posts/first-light", base_url="https://blog.example").text
    shared = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', html))
    image = shared.pop("image")
    assert shared == {
        "site_name": "Slow Light",
        "type": "article",
        "url": "https://blog.example/posts/first-light",
        "title": "First light",
        "description": "The first night &amp; the &lt;first&gt; star.",
    }
    assert re.fullmatch(r"https://blog\.example/static/card\.[0-9a-f]{10}\.png", image)


def test_a_failure_is_a_page_without_a_trace(client: FlaskClient) -> None:
    def boom() -> str:
        return str(1 / 0)

    client.application.add_url_rule("/boom", view_func=boom)
    response = client.get("/boom")
    assert response.status_code == 500
    assert response.headers["Cache-Control"] == "no-store"
    assert "<h1>Something broke</h1>" in response.text
    assert "ZeroDivisionError" not in response.text


def test_the_real_posts_can_be_shown(root: Path) -> None:
    shutil.rmtree(root / "posts")
    shutil.copytree(APP / "posts", root / "posts")
    client = serve(root)
    paths = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", client.get("/sitemap.xml").text)
    assert len(paths) >= 10
    assert {client.get(path).status_code for path in paths} == {200}
