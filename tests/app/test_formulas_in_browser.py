"""Every formula of formula_list.py as browsers show it, from the blog under its own policy.

Nothing is cut off, brackets grow, no page is wider than the screen; in Chromium nothing lies on anything else and each
character comes from the font that is served with the page. Not seen: whether brackets look right, only that they are
as high as what they hold.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from browsers import BROWSERS, needs
from conftest import APP, serve
from formula_list import OF_OUR_OWN, SAME_AS_KATEX

TALL = r"\left(\begin{matrix} 1 \\ 2 \\ 3 \\ 4 \\ 5 \end{matrix}\right)"
MEANT_TO_OVERLAP = (r"\!", r"\rlap", r"\cancel")


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Print nothing."""


def visit(browser: str, root: Path, path: str, width: int) -> dict[str, list[list[str]]]:
    with make_server("127.0.0.1", 0, serve(root).application, handler_class=_Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        script = Path(__file__).with_name("formulas_in_browser.mjs")
        command = ["node", str(script), BROWSERS[browser], f"http://127.0.0.1:{server.server_port}{path}", str(width)]
        result = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
        server.shutdown()
    found: dict[str, list[list[str]]] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("width", [1000, 360])
@pytest.mark.parametrize("browser", BROWSERS)
def test_each_formula_is_shown_whole(write: Callable[..., Path], browser: str, width: int) -> None:
    needs(browser)
    alone = (r"\tag", r"\begin{align", r"\begin{gather", r"\begin{equation", r"\begin{split", r"\begin{multline")
    formulas = [
        source for source in (*SAME_AS_KATEX, *OF_OUR_OWN, TALL) if not any(x in source for x in MEANT_TO_OVERLAP)
    ]
    lines = [f"In a line: $a {source}$ too." for source in formulas if not any(x in source for x in alone)]
    body = "\n\n".join([*(f"$$\n{source}\n$$" for source in formulas), *lines])
    faults = visit(browser, write(body, "formulas.md"), "/posts/formulas", width)
    if browser == "Firefox":
        # Its boxes of tokens are as high as their font's lines, so they cross where no ink does.
        assert faults.pop("overlapping") != []
        faults["overlapping"], faults["fonts"] = [], [["STIX Two Math"]]
    assert faults == {"overlapping": [], "cut": [], "low": [], "wider": [], "console": [], "fonts": [["STIX Two Math"]]}


def test_pages_without_formulas_load_neither_style_sheet_nor_font(root: Path) -> None:
    client = serve(root)
    assert "formulas." not in client.get("/posts/first-light").text
    (root / "posts" / "math.md").write_text("---\ntitle: T\ndate: 2026-03-04\nsummary: S\n---\n$x$\n")
    client = serve(root)
    page = client.get("/posts/math").text
    address = page.partition('href="/static/formulas.')[2].partition('"')[0]
    sheet = client.get(f"/static/formulas.{address}")
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for name in ("math", "math-letters"):
        font = sheet.text.partition(f'url("/static/{name}.')[2].partition('"')[0]
        answer = client.get(f"/static/{name}.{font}")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Content-Type"] == "font/woff2"
        assert answer.data == (APP / f"static/{name}.woff2").read_bytes()
    assert "font-src 'self'" in client.get("/posts/math").headers["Content-Security-Policy"]
    assert "<math" in client.get("/feed.xml").text.replace("&lt;", "<")
