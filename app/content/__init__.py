"""What there is to serve: its model, its folder on disk, the search and the templates' environment.

`rendering` writes it and `blog` serves it; both import this package, and neither imports the other.
"""
