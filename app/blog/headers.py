"""Headers of the answers, with the reason for each."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, g

PAGE_CACHE = "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=3600"
"""A browser asks again each time (and mostly gets 304); nginx keeps a page for 1 s, gives it for one
more while it asks for the next, and for an hour while the app is down."""

UNCACHED = "no-store"

ASSET_CACHE = "public, max-age=31536000, immutable"
"""A year: the address has a hash of the content."""

PLAIN_ASSET_CACHE = "public, max-age=60"

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "media-src 'self'; frame-src 'self'; frame-ancestors 'none'; report-uri /csp-report"
)


def secure(release: str, policy: str = POLICY) -> Callable[[Response], Response]:
    """Make the function that adds the headers every response has.

    X-Freehold-App names the app, and X-Freehold-Content the rendered site, where that is not the image's own: the
    server's check looks for them. A response's own policy stays.
    """

    def headers(response: Response) -> Response:
        response.headers["X-Freehold-App"] = release
        if g.get("key"):
            response.headers["X-Freehold-Content"] = g.key
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        return response

    return headers
