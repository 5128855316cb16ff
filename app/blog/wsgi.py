"""What Gunicorn loads. A blog that cannot be shown ends the process with one plain line."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from blog.errors import BlogError
from blog.web import create_app

try:
    app = create_app(Path(__file__).resolve().parent.parent, os.environ.get("FREEHOLD_RELEASE") or "local")
except BlogError as error:
    sys.exit(f"The blog cannot start. {error}")
