"""What Gunicorn loads: the blog as it was rendered, for a release or when the image was built."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from blog.web import create_blog_app
from content.store import NotRendered

own = Path(os.environ.get("FREEHOLD_SITE") or Path(__file__).resolve().parent.parent / "site")
released = Path(os.environ.get("FREEHOLD_CONTENT") or "/srv/content")
try:
    app = create_blog_app(
        own,
        os.environ.get("FREEHOLD_URL", "").rstrip("/"),
        os.environ.get("FREEHOLD_RELEASE") or "local",
        released=released,
    )
except NotRendered as error:
    sys.exit(f"The blog cannot start. {error}")
