"""The browsers that tests open pages in: where they are, and what a test does where one is missing."""

from __future__ import annotations

import os
import shutil

import pytest

BROWSERS = {
    "Chromium": os.environ.get("FREEHOLD_BROWSER") or shutil.which("chromium") or "",
    "Firefox": os.environ.get("FREEHOLD_FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox") or "",
}
"""Programs by the browsers' names. `npm test` installs them where it may, and names them."""


def needs(browser: str) -> None:
    """Skip the test that runs where the browser or Node is missing; with CI=true fail it."""
    if BROWSERS[browser] and shutil.which("node"):
        return
    if os.environ.get("CI"):
        pytest.fail(f"needs {browser} and Node; CI=true skips nothing")
    pytest.skip(f"needs {browser} and Node")
