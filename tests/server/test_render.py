"""From what the renderer did to a folder of content, or to a sentence why not. The container itself is a stand-in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from release import content, places, render
from release.limits import DISK_LOW, TOO_LONG, Ended
from release.steps import Refused

COMMIT = "1" * 40
GOOD = {"site/index.html": "<p>", "release.json": json.dumps({"posts": 1, "next": None})}
Run = Callable[[dict[str, str], int], str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, state: Path) -> Run:
    """Return what renders COMMIT: the renderer writes those files and ends with that status."""
    home = places.RELEASES / COMMIT
    home.mkdir(parents=True)
    (home / "renderer").write_text("freehold.invalid/renderer:x\n")
    nothing = ("limit_builds", "end_rendering", "unpack")
    for name in nothing:
        monkeypatch.setattr(render, name, lambda *_: None)
    monkeypatch.setattr("os.chown", lambda *_, **__: None)
    monkeypatch.setattr("os.sync", lambda: None)
    monkeypatch.setattr(render, "disk_is_low", lambda: False)
    monkeypatch.setattr(render, "build_memory_mb", lambda: 600)
    monkeypatch.setattr(render, "hint", lambda *_: "")

    def rendered(files: dict[str, str], status: int) -> str:
        def ended(work: Path, _image: str) -> Ended:
            for name, text in files.items():
                (work / "out" / name).parent.mkdir(parents=True, exist_ok=True)
                (work / "out" / name).write_text(text)
            return Ended(status, "posts/x.md:1: no title")

        monkeypatch.setattr(render, "_run", ended)
        try:
            return render.have(COMMIT)
        finally:
            assert list(state.glob("render.*")) == []

    return rendered


def test_what_was_rendered_is_there_under_its_name(run: Run) -> None:
    name = run(GOOD, 0)
    assert name == content.name_of(COMMIT)
    assert (content.CONTENT / name / "site/index.html").read_text() == "<p>"
    assert content.is_there(name)
    # Rendered once.
    assert run({}, 1) == name


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (1, "FH-RENDER-FAILED: "),
        (TOO_LONG, "FH-RENDER-TIME: "),
        (DISK_LOW, "FH-DISK-FULL: "),
        (137, "FH-RENDER-MEMORY: .*600 MB"),
        (125, "FH-RENDER-FAILED: "),
    ],
)
def test_a_failure_is_one_sentence_and_leaves_nothing(run: Run, status: int, code: str) -> None:
    with pytest.raises(Refused, match=f"^{code}"):
        run(GOOD, status)
    assert {p.name for p in content.CONTENT.iterdir()} == {"none", "live", "before"}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"site/index.html": None}, "site/index.html is missing"),
        ({"release.json": None}, "release.json is missing"),
        ({"release.json": "x" * 65537}, "has more than 65536 bytes"),
        ({"release.json": json.dumps({"next": "2026-01-01T00:00:00Z"})}, "was before the rendering"),
        ({"site/a\nb": ""}, "control characters"),
    ],
)
def test_an_output_that_cannot_be_served_is_refused(run: Run, change: dict[str, str | None], why: str) -> None:
    files = {name: text for name, text in {**GOOD, **change}.items() if text is not None}
    with pytest.raises(Refused, match=f"^FH-RENDER-OUTPUT: .*{why}"):
        run(files, 0)
    assert {p.name for p in content.CONTENT.iterdir()} == {"none", "live", "before"}


def test_a_disk_that_is_low_is_not_rendered_to(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "disk_is_low", lambda: True)
    with pytest.raises(Refused, match=r"^FH-DISK-FULL: "):
        run(GOOD, 0)
