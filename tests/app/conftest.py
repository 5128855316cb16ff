"""A blog of two posts in a folder of its own, so that a test can break it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

APP = Path(__file__).resolve().parents[2] / "app"
sys.path[:0] = [str(APP), str(APP / "server"), str(APP.parent / "cli")]
sys.dont_write_bytecode = True

from blog.web import create_blog_app  # noqa: E402
from rendering.errors import UserError  # noqa: E402
from rendering.site import render_site  # noqa: E402

FIRST = """---
title: First light
date: 2026-01-02
summary: The first night & the <first> star.
tags: [stars, "two words"]
---

A *quiet* evening with Ørsted.

![A dot](dot.svg "One **dot**.")
"""

SECOND = """---
title: Second night
date: 2026-02-03
updated: 2026-02-05
summary: Clouds.
---

## Why

See [the first](/posts/first-light).

`<script>alert(1)</script>`

```python
x = 1 < 2
```
"""

DOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><circle r="3"/></svg>'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the app with two known posts in place of its own."""
    folder = tmp_path / "app"
    shutil.copytree(APP, folder, ignore=shutil.ignore_patterns("posts", "site", "__pycache__"))
    (folder / "posts").mkdir()
    (folder / "posts" / "first-light.md").write_text(FIRST)
    (folder / "posts" / "second-night.md").write_text(SECOND)
    (folder / "posts" / "dot.svg").write_text(DOT)
    return folder


def serve(root: Path, url: str = "", release: str = "0123456789ab", *, drafts: bool = False) -> FlaskClient:
    """Renders the blog in `root`, as the image's build does, and serves what was stored."""
    out = root / "site"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    render_site(root, out, drafts=drafts)
    return create_blog_app(out, url, release).test_client()


def build_error(root: Path) -> str:
    """What the build says about the blog in `root`, which must be wrong."""
    with pytest.raises(UserError) as caught:
        serve(root)
    return str(caught.value)


@pytest.fixture
def client(root: Path) -> FlaskClient:
    """A client of that blog, released as 0123456789ab, with no address of its own."""
    return serve(root)


@pytest.fixture
def write(root: Path) -> Callable[..., Path]:
    """Writes a post with valid front matter and the given body, which begins at line 6."""

    def write(body: str, name: str = "broken.md") -> Path:
        (root / "posts" / name).write_text(f"---\ntitle: T\ndate: 2026-03-04\nsummary: S\n---\n{body}\n")
        return root

    return write
