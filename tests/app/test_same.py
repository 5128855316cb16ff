"""Pages that the release before has are named instead of written: together they are the whole site."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from rendering.kept import Kept
from rendering.output import Options
from rendering.same import Same
from rendering.site import render_site
from test_incremental import blog, post

NOW = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
Files = dict[str, bytes]


def files(out: Path) -> Files:
    return {str(file.relative_to(out)): file.read_bytes() for file in out.rglob("*") if file.is_file()}


def render(root: Path, out: Path, before: Path | None = None) -> Files:
    options = Options("https://blog.test", release=True, kept=Kept(root.parent / "kept", "x"), same=Same(before))
    written = render_site(root, out, now=NOW, options=options)
    found = files(out)
    pages = [name for name in json.loads(found["pages.json"]) if name in found]
    assert written.changed == (None if before is None else len(pages))
    return found


def test_the_same_and_the_written_are_the_whole_site(tmp_path: Path) -> None:
    root = blog(tmp_path)
    for number in range(3):
        post(root, number, f"Words {number}.", ["a"], series=False, link=None)
    first = render(root, tmp_path / "first")
    assert json.loads(first.pop("same.json")) == []
    post(root, 1, "Another!", ["a"], series=False, link=None)
    whole = render(root, tmp_path / "whole")
    whole.pop("same.json")
    part = render(root, tmp_path / "part", tmp_path / "first/pages.json")
    same = json.loads(part.pop("same.json"))
    assert "site/about/index.html" in same
    assert "site/about/index.html.br" in same
    assert "site/posts/p1/index.html" not in same
    assert not set(same) & set(part)
    assert {**part, **{name: first[name] for name in same}} == whole


@pytest.mark.parametrize("text", ["[]", "3", '{"site/index.html": 1}'])
def test_a_list_of_another_version_is_no_list(tmp_path: Path, text: str) -> None:
    root = blog(tmp_path)
    (tmp_path / "pages.json").write_text(text)
    assert json.loads(render(root, tmp_path / "out", tmp_path / "pages.json")["same.json"]) == []
