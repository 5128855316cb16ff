"""Every refusal carries a code, and every code is in the docs: the sentence may change, the code may not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from release.steps import NOT_WELL

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"FH-[A-Z]+(?:-[A-Z]+)+")
# The policies have reasons of their own, whose codes docs/limits.md has.
SOURCES = [path for path in sorted((ROOT / "server").rglob("*.py")) if "policy" not in path.parts]
# Constants that a refusal may consist of.
NAMED = {"NOT_WELL": NOT_WELL}


def beginning(node: ast.expr) -> str:
    """Return the literal text with which an expression begins."""
    if isinstance(node, ast.JoinedStr):
        return beginning(node.values[0])
    if isinstance(node, ast.BinOp):
        return beginning(node.left)
    if isinstance(node, ast.Name):
        return NAMED.get(node.id, "")
    return str(node.value) if isinstance(node, ast.Constant) else ""


def refusals() -> Iterator[tuple[str, str]]:
    """Yield where a refusal is made, and how it begins."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if isinstance(node, ast.Call) and name in ("Refused", "DidNotStart", "UserError", "Problem"):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", beginning(node.args[0])


def test_every_refusal_of_a_release_begins_with_a_code() -> None:
    found = list(refusals())
    assert len(found) > 40
    assert [(where, text) for where, text in found if not CODE.match(text)] == []


def test_what_the_shell_scripts_refuse_begins_with_a_code() -> None:
    for name, words in (
        ("server/author/author-shell", r"cannot do|not in the list"),
        ("server/author/receive", r"needed more memory"),
        ("server/release/hooks/update", r"takes|is being brought"),
    ):
        lines = [line for line in (ROOT / name).read_text().splitlines() if re.search(words, line) and "#" not in line]
        assert lines
        assert [line for line in lines if not CODE.search(line)] == []


def test_every_code_is_in_the_docs() -> None:
    texts = [path.read_text(errors="replace") for path in (ROOT / "server").rglob("*") if path.is_file()]
    docs = "".join(path.read_text() for path in [*(ROOT / "docs").glob("*.md"), ROOT / "README.md"])
    assert sorted({code for text in texts for code in CODE.findall(text)} - set(CODE.findall(docs))) == []
