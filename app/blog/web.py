"""The web application: routes and headers. Every page but the search comes from memory; the one POST is a browser's report."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, redirect, request
from markupsafe import escape
from werkzeug.exceptions import HTTPException, NotFound

from blog.csp_report import summary
from blog.pages import HTML, ROOT, Page, load_blog, make_page
from blog.search import MAX_QUERY, search

PAGE_CACHE = "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=3600"
"""A browser asks again each time (and mostly gets 304); nginx keeps a page for 1 s, or an hour while the app is down."""

ASSET_CACHE = "public, max-age=31536000, immutable"
PLAIN_ASSET_CACHE = "public, max-age=60"
MAX_BODY_BYTES = 16 * 1024

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "report-uri /csp-report"
)
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Plotting tools write style attributes into SVG files; a script in one must not run when it is opened by itself."""

ERRORS = {
    404: ("Not found", "There is no page at this address. It may have moved; the search may know where."),
    405: ("Not possible", "This address does not take that kind of request."),
    413: ("Too much", "That was more than this address takes."),
    500: ("Something broke", "The mistake is ours and not yours. Please try again in a moment."),
}


def create_app(root: Path, release: str) -> Flask:
    """Loads the blog in `root` and makes its application. Raises BlogError where the blog cannot be shown."""
    blog = load_blog(root, release)
    app = Flask("blog", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.url_map.strict_slashes = False

    @app.get("/")
    @app.get("/about")
    @app.get("/posts/<slug>")
    def page(slug: str = "") -> Response:
        path = f"/posts/{slug}" if slug else request.path.rstrip("/") or "/"
        if path not in blog.pages:
            raise NotFound
        return _conditional(blog.pages[path])

    @app.get("/posts")
    def posts() -> Response:
        return redirect("/", 301)  # type: ignore[return-value]

    @app.get("/feed.xml")
    def feed() -> Response:
        page = blog.pages["/feed.xml"]
        address = str(escape(blog.site.url or request.url_root.rstrip("/")))
        return _conditional(make_page(page.body.decode().replace(ROOT, address), page.mimetype))

    @app.get("/static/<path:name>")
    def static(name: str) -> Response:
        asset = blog.assets.get(f"/static/{name}")
        if not asset:
            raise NotFound
        response = Response(asset.body, content_type=asset.mimetype)
        response.headers["Cache-Control"] = ASSET_CACHE if request.path == asset.path else PLAIN_ASSET_CACHE
        if asset.mimetype == "image/svg+xml":
            response.headers["Content-Security-Policy"] = SVG_POLICY
        return response

    @app.get("/search")
    def find() -> Response:
        query = request.args.get("q", "").strip()[:MAX_QUERY]
        html = blog.render("search.html", query=query, results=search(blog.posts, query))
        return _uncached(Response(html, content_type=HTML))

    @app.post("/csp-report")
    def report() -> Response:
        print(f"csp-report {summary(request.get_data())}", flush=True)
        return _uncached(Response(status=204))

    @app.get("/healthz")
    def health() -> Response:
        return _uncached(Response("ok\n", content_type="text/plain; charset=utf-8"))

    @app.get("/robots.txt")
    def robots() -> Response:
        return _conditional(make_page("User-agent: *\nAllow: /\nDisallow: /search\n", "text/plain; charset=utf-8"))

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> Response:
        status = error.code or 500
        if status < 400:
            return error.get_response()  # type: ignore[return-value]
        title, message = ERRORS.get(status, (error.name, error.description or ""))
        html = blog.render("error.html", status=status, title=title, message=message)
        return _uncached(Response(html, status=status, content_type=HTML))

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers["X-Freehold-App"] = release
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        return response

    return app


def _conditional(page: Page) -> Response:
    response = Response(page.body, content_type=page.mimetype)
    response.headers["Cache-Control"] = PAGE_CACHE
    response.set_etag(page.etag)
    return response.make_conditional(request)


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
