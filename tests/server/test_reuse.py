"""What the live release was judged by is not judged again, and nothing else is taken over."""

from __future__ import annotations

from pathlib import Path

import pytest

from release import conf, places, reuse
from release.state import set_live

LIVE = "1" * 40
FILES = {"stack.json": '{"services": {"app": {"image": "x"}}}', "bases": "debian\n", "conf/x/a.conf": "a"}


def live(text: str) -> Path:
    home = places.RELEASES / LIVE
    (home / "conf/x").mkdir(parents=True)
    for name, content in {**FILES, "inputs": text, "release.json": "{}"}.items():
        (home / name).write_text(content)
    conf.seal(home)
    set_live(LIVE)
    return home


def fresh() -> Path:
    folder = places.RELEASES / "new"
    (folder / "conf").mkdir(parents=True)
    return folder


def test_the_same_inputs_bring_the_same_files() -> None:
    text = reuse.inputs("a", "b", "", "c")
    live(text)
    folder = fresh()
    assert reuse.take_over(text, folder)
    found = {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}
    assert found == FILES


@pytest.mark.parametrize("words", [("x", "b", "", "c"), ("a", "x", "", "c"), ("a", "b", "x", "c"), ("a", "b", "", "x")])
def test_another_input_brings_nothing(words: tuple[str, str, str, str]) -> None:
    live(reuse.inputs("a", "b", "", "c"))
    folder = fresh()
    assert not reuse.take_over(reuse.inputs(*words), folder)
    assert [p.name for p in folder.rglob("*")] == ["conf"]


def test_another_policy_judges_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = reuse.inputs("a", "b", "", "c")
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy/x.py").write_text("")
    monkeypatch.setattr(reuse, "LIBRARY", tmp_path)
    assert reuse.inputs("a", "b", "", "c") != before


@pytest.mark.parametrize(
    ("file", "content"),
    [("stack.json", ""), ("stack.json", "{"), ("bases", ""), ("inputs", ""), ("conf/x/a.conf", "}"), ("conf/new", "")],
)
def test_a_damaged_release_gives_nothing(file: str, content: str) -> None:
    text = reuse.inputs("a", "b", "", "c")
    (live(text) / file).write_text(content)
    assert not reuse.take_over(text, fresh())
