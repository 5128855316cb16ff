"""Editors' files beside a post are passed over; what an author may have meant is not."""

from pathlib import Path

import pytest

from rendering.assets import Assets
from rendering.errors import Problems


def read(folder: Path, tmp_path: Path) -> tuple[list[str], int]:
    problems = Problems()
    assets = Assets(tmp_path / "out", None, problems)
    assets.read(folder, "posts")
    return sorted(assets.found), len(problems.found)


@pytest.mark.parametrize(
    "name",
    [
        "why.md~",
        "#why.md#",
        "why.md___jb_tmp___",
        "4913",
        "why.md.orig",
        "why.bak",
        "Thumbs.db",
        "desktop.ini",
        ".why.swp",
    ],
)
def test_an_editors_file_is_passed_over(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / "data.csv").write_text("a,b\n")
    (folder / name).write_bytes(b"\x00")
    assert read(folder, tmp_path) == (["data.csv"], 0)


def test_a_file_of_unknown_type_is_still_a_problem(tmp_path: Path) -> None:
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / "data.xyz").write_text("")
    assert read(folder, tmp_path) == ([], 1)
