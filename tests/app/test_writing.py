"""Writing: a saved file is a new page, a mistake is a page too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from conftest import APP
from writing.web import create_writing_app

DRAFT = "---\ntitle: Not yet\ndate: 2026-05-01\nsummary: S\ndraft: true\n---\ntext"


@pytest.fixture
def writer(root: Path) -> FlaskClient:
    return create_writing_app(root).test_client()


def test_a_change_is_seen_at_the_next_look(root: Path, writer: FlaskClient) -> None:
    before = writer.get("/writing/version").text
    assert writer.get("/posts/not-yet").status_code == 404
    (root / "posts" / "not-yet.md").write_text(DRAFT)
    assert writer.get("/posts/not-yet").status_code == 200
    after = writer.get("/writing/version").text
    assert re.fullmatch("[0-9a-f]{16}", after)
    assert after != before
    assert writer.get("/writing/version").text == after
    assert "draft" in writer.get("/").text


def test_a_mistake_is_a_page_until_it_is_mended(root: Path, writer: FlaskClient) -> None:
    (root / "posts" / "not-yet.md").write_text(DRAFT + "\n\n[x](/posts/<gone>)")
    broken = writer.get("/")
    assert broken.status_code == 500
    assert "posts/not-yet.md:9: links to /posts/&lt;gone&gt;, and there is no such post" in broken.text
    assert "/writing/reload.js" in broken.text
    assert writer.get("/healthz").status_code == 200
    (root / "posts" / "not-yet.md").write_text(DRAFT)
    assert writer.get("/").status_code == 200


def test_a_changed_template_counts(root: Path, writer: FlaskClient) -> None:
    assert writer.get("/").status_code == 200
    page = root / "templates" / "page.html"
    page.write_text(page.read_text().replace("<header>", "<header>Changed."))
    assert "Changed." in writer.get("/about").text


def test_pages_bring_the_script_and_are_kept_nowhere(writer: FlaskClient) -> None:
    response = writer.get("/")
    version = writer.get("/writing/version").text
    assert f'<script src="/writing/reload.js" data-version="{version}"></script></body>' in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'; connect-src 'self'" in response.headers["Content-Security-Policy"]
    again = writer.get("/", headers={"If-None-Match": response.headers.get("ETag", '"x"')})
    assert again.status_code == 200
    assert writer.get("/writing/reload.js").mimetype == "text/javascript"


def test_what_compose_and_flask_run_is_the_writing_app_of_this_checkout() -> None:
    from writing.wsgi import app

    assert app.test_client().get("/").status_code == 200
    assert (APP.parent / "compose.override.yaml").read_text().count('"--app", "writing.wsgi", "run"') == 1
