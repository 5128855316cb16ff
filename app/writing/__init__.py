"""The blog for its author, while a post is being written: drafts, problems as pages, and a reload after each change.

It uses `rendering` (in a process of its own) and `blog`, and is not part of the image that the server runs.
"""
