"""Hostile posts (hostile_posts.py) in Chromium and Firefox, the page policy on: nothing runs, nobody is asked."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from browsers import BROWSERS, needs
from conftest import serve
from hostile_posts import BODIES, DRAWING, FIGURE, OUTPUTS, TITLES
from rendering.errors import Problem, UserError
from rendering.site import render_site
from test_notebooks import HEAD, code, shows, write

SCRIPT = Path(__file__).parents[1] / "support" / "browser" / "hostile.mjs"

FRONT = "---\ntitle: T\ndate: 2026-03-04\nsummary: S\n---\n"


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server of another origin, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_POST = do_GET  # noqa: N815 # the server looks for this name

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def accepted(root: Path, outside: str) -> int:
    """Write the posts that the build takes; return how many it rejects."""
    (root / "posts" / "drawing.svg").write_text(DRAWING.replace("CANARY", outside))
    (root / "posts" / "drawing.md").write_text(f"{FRONT}![x](drawing.svg)\n")
    for number, body in enumerate(BODIES):
        text = f"{FRONT}Text.\n\n{body.replace('CANARY', outside)}\n"
        (root / "posts" / f"body-{number}.md").write_text(text)
    for number, title in enumerate(TITLES):
        quoted = json.dumps(title)
        head = f"title: {quoted}\ndate: 2026-03-04\nsummary: {quoted}\ntags: [{quoted}]\nseries: {quoted}\n"
        (root / "posts" / f"title-{number}.md").write_text(f"---\n{head}---\nText.\n")
    for number, (kind, data) in enumerate(OUTPUTS):
        write(root, HEAD, code("x", shows(**{kind: data.replace("CANARY", outside)})), name=f"cell-{number}.ipynb")
    return _remove_rejected(root)


def _remove_rejected(root: Path) -> int:
    """Remove what the build rejects, as an author would: every rejection names its file and line."""
    rejected = 0
    while problems := _problems(root):
        assert [str(problem) for problem in problems if not problem.line and " cell " not in problem.file] == []
        files = {problem.file.partition(" cell ")[0] for problem in problems}
        for file in files:
            (root / file).unlink()
        rejected += len(files)
    return rejected


def _problems(root: Path) -> list[Problem]:
    shutil.rmtree(root / "out", ignore_errors=True)
    (root / "out").mkdir()
    try:
        render_site(root, root / "out")
    except UserError as error:
        return error.problems
    return []


def visit(browser: str, addresses: list[str]) -> dict[str, list[str]]:
    command = ["node", str(SCRIPT), BROWSERS[browser], json.dumps(addresses)]
    result = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr[-2000:]
    found: dict[str, list[str]] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("browser", BROWSERS)
def test_nothing_runs_and_nobody_is_asked(root: Path, browser: str) -> None:
    needs(browser)
    with canary() as (outside, asked):
        rejected = accepted(root, outside)
        client = serve(root)
        with make_server("127.0.0.1", 0, client.application, handler_class=_Quiet) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            site = f"http://127.0.0.1:{server.server_port}"
            posts = sorted(file.stem for file in (root / "posts").iterdir() if file.suffix in (".md", ".ipynb"))
            pages = ["/", "/archive", "/tags", "/search?q=%3Cscript%3Etop.pwned%3D1%3C%2Fscript%3E", "/nowhere<script>"]
            found = visit(browser, [*(f"{site}/posts/{name}" for name in posts), *(site + page for page in pages)])
            server.shutdown()
        assert {address: faults for address, faults in found.items() if faults} == {}
        assert asked == []
        assert len(BODIES) + len(OUTPUTS) > 140
        assert rejected > len(posts) // 2


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_figure_runs_its_script_and_reaches_nobody(root: Path, browser: str) -> None:
    """Opened by its address, where no frame holds it. tests/nginx/figures.test.ts tries more, in Chromium."""
    needs(browser)
    with canary() as (outside, asked):
        (root / "posts" / "evil.html").write_text(FIGURE.replace("CANARY", outside))
        (root / "posts" / "evil.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"/>')
        (root / "posts" / "evil.md").write_text(f"{FRONT}![x](evil.html)\n")
        client = serve(root)
        address = re.search(r"/static/posts/evil\.[0-9a-f]+\.html", client.get("/posts/evil").text)
        assert address
        with make_server("127.0.0.1", 0, client.application, handler_class=_Quiet) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            found = visit(browser, [f"http://127.0.0.1:{server.server_port}{address[0]}"])[address[0]]
            server.shutdown()
        assert {fault for fault in found if not fault.startswith("asks ")} == {"a script ran", "<script>", "<form>"} | (
            {"stopped by the policy"} & set(found)
        )
        assert asked == []


@pytest.mark.parametrize("browser", BROWSERS)
def test_the_watcher_sees_what_it_looks_for(browser: str) -> None:
    """A page without a policy that does all of it."""
    needs(browser)
    with canary() as (outside, asked):
        body = (
            f"<main><script>top.pwned=1</script><img src={outside}/a.png onerror=1><a href='javascript:1'>x</a>"
            f"<form></form><iframe></iframe><meta http-equiv=x></main>"
        ).encode()

        def page(_environ: object, start: object) -> list[bytes]:
            start("200 OK", [("Content-Type", "text/html"), ("Content-Security-Policy", "font-src 'none'")])  # type: ignore[operator]
            return [body]

        with make_server("127.0.0.1", 0, page, handler_class=_Quiet) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            found = visit(browser, [f"http://127.0.0.1:{server.server_port}/evil"])["/evil"]
            server.shutdown()
        expected = {"a script ran", "handler onerror", "href=javascript:1", "<form>", "<iframe>", "<script>"}
        assert expected | {"<meta http-equiv>", f"asks {outside}/a.png"} <= set(found)
        assert "/a.png" in asked
