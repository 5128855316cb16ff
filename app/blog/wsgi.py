"""What Gunicorn loads: the blog that was rendered when the image was built."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from blog.web import create_blog_app
from content.store import NotRendered, load

folder = Path(os.environ.get("FREEHOLD_SITE") or Path(__file__).resolve().parent.parent / "site")
try:
    app = create_blog_app(
        load(folder), os.environ.get("FREEHOLD_URL", "").rstrip("/"), os.environ.get("FREEHOLD_RELEASE") or "local"
    )
except NotRendered as error:
    sys.exit(f"The blog cannot start. {error}")
