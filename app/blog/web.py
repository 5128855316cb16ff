"""Routes. Every page but the search is a file of a rendered site; the one POST is a browser's report."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path
from urllib.parse import quote

from flask import Flask, Response, g, redirect, request, send_file
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response as BaseResponse

from blog.csp_report import summary
from blog.files import file_headers
from blog.folder import Clock, Folder, Found, utc_now
from blog.headers import ASSET_CACHE, PAGE_CACHE, PLAIN_ASSET_CACHE, UNCACHED, secure
from blog.shelf import Shelf
from content.media import HTML
from content.model import ROOT
from content.search import MAX_QUERY

MAX_BODY_BYTES = 16 * 1024
CACHED = datetime.timedelta(seconds=3)
"""How long before the site changes by itself no page may be stored: PAGE_CACHE stores one for two seconds."""


def create_blog_app(own: Path, url: str, release: str, clock: Clock = utc_now, released: Path | None = None) -> Flask:
    """Make the application that serves a rendered site.

    Args:
        own: the site inside the image.
        url: the site's address without a trailing slash, for feeds and the like; empty: the address of each request.
        release: the id that the header X-Freehold-App carries.
        clock: tells the time in UTC, for posts dated ahead; default: the machine's.
        released: the folder with the sites of releases (shelf.py), which go before the image's; default: none.

    Raises:
        NotRendered: there is no site, and no folder where one will be.
    """
    app = Flask("blog", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    shelf = Shelf(released, own, clock)

    @app.before_request
    def choose() -> None:
        g.key, g.folder = shelf.folder(request.headers.get("X-Freehold-Content"))

    @app.get("/", defaults={"path": ""})
    @app.get("/<path:path>")
    def page(path: str) -> BaseResponse:
        folder = _folder()
        found = folder.find(f"/{path}")
        if found:
            return _page(found, folder, url) if found.page else _asset(found, f"/{path}")
        moved = folder.moved(f"/{path}")
        if not moved:
            raise NotFound
        return _redirect(moved, folder)

    @app.get("/posts")
    @app.get("/posts/")
    def posts() -> BaseResponse:
        return _redirect("/archive", _folder())

    @app.get("/search")
    def find() -> Response:
        query = request.args.get("q", "").strip()[:MAX_QUERY]
        html = _folder().searching.page(query)
        return _uncached(Response(_addressed(html.encode(), url), content_type=HTML))

    @app.post("/csp-report")
    def report() -> Response:
        print(f"csp-report {summary(request.get_data())}", flush=True)
        return _uncached(Response(status=204))

    @app.get("/healthz")
    def health() -> Response:
        return _uncached(Response("ok\n", content_type="text/plain; charset=utf-8"))

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> BaseResponse:
        status = error.code or 500
        if status < 400:
            return error.get_response()
        body = g.folder.error(status) if g.get("folder") else f"{status}\n".encode()
        response = _uncached(Response(_addressed(body, url), status=status, content_type=HTML))
        for name, value in error.get_headers():
            if name == "Allow":
                response.headers[name] = value
        return response

    app.after_request(secure(release))
    return app


def _folder() -> Folder:
    """Return the site that this request is about. Raises NotFound where there is none yet."""
    folder: Folder | None = g.folder
    if folder is None:
        raise NotFound
    return folder


def _addressed(body: bytes, url: str) -> bytes:
    """Return a page with the site's address, where it was not known when the page was rendered."""
    return body.replace(ROOT.encode(), (url or request.url_root.rstrip("/")).encode())


def _stored(folder: Folder) -> str:
    """Return how long a page may be stored: not past the moment that changes it."""
    left = folder.until_change()
    return UNCACHED if left is not None and left < CACHED else PAGE_CACHE


def _page(found: Found, folder: Folder, url: str) -> Response:
    body = _addressed(found.file.read_bytes(), url)
    response = Response(body, content_type=found.mimetype)
    response.headers["Cache-Control"] = _stored(folder)
    response.set_etag(hashlib.sha256(body).hexdigest()[:16])
    response.make_conditional(request)
    return response


def _asset(found: Found, path: str) -> Response:
    response = send_file(found.file, mimetype=found.mimetype, conditional=True, etag=True)
    response.headers["Content-Type"] = found.mimetype
    response.headers["Cache-Control"] = ASSET_CACHE if found.immutable else PLAIN_ASSET_CACHE
    # Werkzeug's "inline" says what is so without it.
    del response.headers["Content-Disposition"]
    response.headers.update(file_headers(path, found.mimetype))
    return response


def _redirect(address: str, folder: Folder) -> BaseResponse:
    """Answer 301 without the query string: no page has one, and each would be another copy in the cache."""
    response = redirect(quote(address, safe="/#~"), 301)
    response.headers["Cache-Control"] = _stored(folder)
    return response


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = UNCACHED
    return response
