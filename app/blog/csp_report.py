"""What a browser reports when a page asks for something that the Content-Security-Policy forbids."""

from __future__ import annotations

import json

from werkzeug.exceptions import BadRequest

KEPT = ("document-uri", "effective-directive", "violated-directive", "blocked-uri", "line-number")
"""Of the report; the rest (referrer, original policy, a sample of the page) says more about the reader than
the fault."""

MAX_VALUE = 200


def summary(body: bytes) -> str:
    """Make one line for the log, at most MAX_VALUE characters for each of KEPT.

    Raises:
        BadRequest: `body` is no such report.
    """
    try:
        report = json.loads(body)["csp-report"]
        kept = {key: str(report[key])[:MAX_VALUE] for key in KEPT if key in report}
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BadRequest("This address takes a browser's report of a broken Content-Security-Policy.") from None
    return json.dumps(kept)
