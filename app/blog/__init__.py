"""The blog as readers get it: pages that were rendered once, served from memory, and the search.

`rendering` makes them, when the image is built; `flask --app blog run` makes them anew whenever a source changes.
"""

from __future__ import annotations

from flask import Flask


def create_app() -> Flask:
    """What `flask --app blog run` finds: the blog while it is being written, with drafts."""
    from rendering.writing import create_writing_app

    return create_writing_app()
