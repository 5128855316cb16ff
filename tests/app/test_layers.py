"""Which of the app's packages may import which: `content` is below `blog` and `rendering`, `writing` above them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from conftest import APP

PACKAGES = ("blog", "content", "rendering", "writing")


def imported(package: str) -> Iterator[str]:
    """First parts of every module that a package's files import, also inside functions."""
    for file in (APP / package).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{file}: a relative import"
                yield (node.module or "").split(".")[0]


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        ("content", set()),
        ("rendering", {"content"}),
        ("blog", {"content"}),
        ("writing", {"blog"}),
    ],
)
def test_a_package_imports_only_what_is_below_it(package: str, expected: set[str]) -> None:
    assert set(imported(package)) & set(PACKAGES) - {package} == expected
