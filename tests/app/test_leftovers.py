"""Editors' files beside a post are passed over; what an author may have meant is not."""

import json
from pathlib import Path

import pytest

from rendering.assets import Assets
from rendering.errors import Problems
from rendering.leftovers import is_leftover

# tests/unit/laptop/leftovers.test.ts holds infra/boot/leftovers.ts against the same names.
NAMES: dict[str, list[str]] = json.loads(
    (Path(__file__).parents[1] / "support/lived-in/leftovers.json").read_text(encoding="utf-8")
)


def read(folder: Path, tmp_path: Path) -> tuple[list[str], int]:
    problems = Problems()
    assets = Assets(tmp_path / "out", None, problems)
    assets.read(folder, "posts")
    return sorted(assets.found), len(problems.found)


@pytest.mark.parametrize("name", NAMES["left"])
def test_an_editors_file_is_passed_over(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / "data.csv").write_text("a,b\n")
    (folder / name).write_bytes(b"\x00")
    assert read(folder, tmp_path) == (["data.csv"], 0)


@pytest.mark.parametrize("name", NAMES["meant"])
def test_an_authors_file_is_not(name: str) -> None:
    assert not is_leftover(name)


def test_a_file_of_unknown_type_is_still_a_problem(tmp_path: Path) -> None:
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / "data.xyz").write_text("")
    assert read(folder, tmp_path) == ([], 1)
