"""Releases: from a pushed commit to the page, and back."""
