"""From Markdown, figures and templates to the pages that `blog` serves.

Runs when the image is built, not on the server.
"""
