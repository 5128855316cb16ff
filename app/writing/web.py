"""The blog while it is being written: rendered anew when a source changes, and the browser's page with it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response
from werkzeug.wrappers import Response as BaseResponse

from blog.headers import POLICY
from blog.web import create_blog_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ROOT = Path(__file__).resolve().parent.parent
WATCHED = ("posts", "pages", "static", "templates", "site.toml", "redirects.txt", "content", "rendering", "blog")
SCRIPT = """const seen = document.currentScript.dataset.version;
setInterval(async () => {
  const answer = await fetch("/writing/version").catch(() => undefined);
  if (answer?.ok && (await answer.text()) !== seen) location.reload();
}, 1000);
"""
WRITING_POLICY = POLICY + "; script-src 'self'; connect-src 'self'"


def create_writing_app(root: Path = ROOT) -> Flask:
    """Make the application with drafts and live reload; a mistake in a post becomes a page. Not for readers.

    Args:
        root: the folder app/ with the sources; default: the one that this file is in.
    """
    app = Flask("writing", static_folder=None)
    app.wsgi_app = Writing(root)  # type: ignore[assignment] # Flask documents replacing it, and types it as a method
    return app


def version(root: Path) -> str:
    """Return 16 hex digits that change when a watched file does: its name, size or time."""
    seen = hashlib.sha256()
    for name in WATCHED:
        for file in sorted([root / name, *(root / name).rglob("*")]):
            if file.is_file() and "__pycache__" not in file.parts:
                state = file.stat()
                seen.update(f"{file}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return seen.hexdigest()[:16]


class Writing:
    """Renders in a process of its own, so that changed templates and code count, and a loop ends."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = tempfile.TemporaryDirectory(prefix="freehold-writing-")
        self.lock = threading.Lock()
        self.version = ""
        self.problem = ""
        self.app: Flask | None = None

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answers one request."""
        with self.lock:
            self._refresh()
            response = self._answer(environ)
        response.headers["Cache-Control"] = "no-store"
        return response(environ, start)

    def _refresh(self) -> None:
        now = version(self.root)
        if now == self.version:
            return
        out = Path(self.folder.name) / "site"
        made = subprocess.run(
            [sys.executable, "-m", "rendering", str(out), "--drafts"],
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
        )
        self.version = now
        self.problem = "" if made.returncode == 0 else made.stderr.strip()
        print(self.problem or made.stdout.strip(), flush=True)
        if not self.problem:
            self.app = create_blog_app(out, "", "writing")

    def _answer(self, environ: WSGIEnvironment) -> BaseResponse:
        path = environ.get("PATH_INFO", "")
        if path == "/healthz":
            return Response("ok\n")
        if path == "/writing/version":
            return Response(self.version, mimetype="text/plain")
        if path == "/writing/reload.js":
            return Response(SCRIPT, mimetype="text/javascript")
        if self.problem or not self.app:
            page = f"<!doctype html><title>Problem</title><pre>{escape(self.problem)}</pre></body>"
            return self._live(Response(page, status=500, mimetype="text/html"))
        # A 304 would bring back the page without the script's new version.
        environ.pop("HTTP_IF_NONE_MATCH", None)
        response = Response.from_app(self.app.wsgi_app, environ, buffered=True)
        response.headers.pop("ETag", None)
        return self._live(response) if response.mimetype == "text/html" else response

    def _live(self, response: BaseResponse) -> BaseResponse:
        script = f'<script src="/writing/reload.js" data-version="{self.version}"></script></body>'
        response.direct_passthrough = False
        response.set_data(response.get_data(as_text=True).replace("</body>", script))
        response.headers["Content-Security-Policy"] = WRITING_POLICY
        return response
