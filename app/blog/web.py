"""Routes. Every page but the search comes from memory; the one POST is a browser's report."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from flask import Flask, Response, redirect, request, send_file
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response as BaseResponse

from blog.csp_report import summary
from blog.files import file_headers
from blog.headers import ASSET_CACHE, PLAIN_ASSET_CACHE, UNCACHED, secure
from blog.live import Clock, Live, utc_now
from content.model import HTML, Content, Page
from content.redirects import plain
from content.search import MAX_QUERY, search
from content.templates import make_environment

MAX_BODY_BYTES = 16 * 1024


def create_blog_app(content: Content, url: str, release: str, clock: Clock = utc_now) -> Flask:
    """Make the application that serves `content`.

    Args:
        content: what `rendering` made.
        url: the site's address without a trailing slash, for feeds and the like; empty: the address of each request.
        release: the id that pages and the header X-Freehold-App carry.
        clock: tells the time in UTC, for posts dated ahead; default: the machine's.
    """
    app = Flask("blog", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    live = Live(content, url, release, clock)
    errors = {status: page.at(url or None, release) for status, page in content.errors.items()}
    results = make_environment(content.site, content.addresses, content.navigation).get_template("search.html")

    def here() -> str:
        return url or request.url_root.rstrip("/")

    def finished(page: Page) -> Page:
        return page.at(here(), release) if page.needs_root else page

    @app.get("/", defaults={"path": ""})
    @app.get("/<path:path>")
    def page(path: str) -> BaseResponse:
        pages = live.pages
        found = pages.get(f"/{path}")
        if found:
            return _conditional(finished(found), live.cache_control)
        moved = _moved(f"/{path}", pages, content)
        return _redirect(moved, live.cache_control) if moved else file(f"/{path}")

    def file(path: str) -> Response:
        found = content.files.get(path)
        if not found:
            raise NotFound
        response = send_file(found.path, mimetype=found.mimetype, conditional=True, etag=True)
        response.headers["Content-Type"] = found.mimetype
        response.headers["Cache-Control"] = ASSET_CACHE if found.immutable else PLAIN_ASSET_CACHE
        response.headers.update(file_headers(path, found.mimetype))
        return response

    @app.get("/posts")
    @app.get("/posts/")
    def posts() -> BaseResponse:
        return _redirect("/archive", live.cache_control)

    @app.get("/search")
    def find() -> Response:
        query = request.args.get("q", "").strip()[:MAX_QUERY]
        html = results.render(query=query, results=search(live.entries, query))
        return _uncached(Response(finished(Page(html.encode(), HTML).at(None, release)).body, content_type=HTML))

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
        page = finished(errors.get(status) or errors[400])
        response = _uncached(Response(page.body, status=status, content_type=page.mimetype))
        for name, value in error.get_headers():
            if name == "Allow":
                response.headers[name] = value
        return response

    app.after_request(secure(release))
    return app


def _moved(path: str, pages: Mapping[str, Page], content: Content) -> str | None:
    """Return where a former address, or another form of a page's, leads. Not to a page that is still to appear."""
    known = plain(path)
    if path in content.files:
        return None
    if known in pages:
        return known
    new = content.redirects.get(known)
    address = (new or "").partition("#")[0]
    return new if address in pages or address in content.files or address == "/posts" else None


def _redirect(address: str, cache_control: str) -> BaseResponse:
    """Answer 301 without the query string: no page has one, and each would be another copy in the cache."""
    response = redirect(quote(address, safe="/#~"), 301)
    response.headers["Cache-Control"] = cache_control
    return response


def _conditional(page: Page, cache_control: str) -> Response:
    response = Response(page.body, content_type=page.mimetype)
    response.headers["Cache-Control"] = cache_control
    response.set_etag(page.etag)
    response.make_conditional(request)
    return response


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = UNCACHED
    return response
