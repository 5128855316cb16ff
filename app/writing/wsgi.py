"""What `flask --app writing.wsgi run` loads."""

from __future__ import annotations

from writing.web import create_writing_app

app = create_writing_app()
