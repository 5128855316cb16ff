"""A post dated ahead, by a clock that the test steps: from the renderer itself to the folder that nginx is pointed to.

Not modelled: the container around the renderer, and systemd's timer, which looks each minute (rehearsal/release).
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from release import content, places, render
from release.facts import Facts
from release.health import problems
from release.limits import Ended

APP = Path(__file__).resolve().parents[2] / "app"
COMMIT = "1" * 40
BUILT = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
MOMENT = datetime.datetime(2026, 3, 4, 19, 15, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)
LISTS = (
    "index.html",
    "archive/index.html",
    "feed.xml",
    "sitemap.xml",
    "tags/stars/index.html",
    "posts/comet/index.html",
)
RENDER = """
import datetime, sys
from pathlib import Path
from rendering.kept import Kept
from rendering.output import Options
from rendering.site import render_site
root, out, now = sys.argv[1:]
options = Options("https://blog.example", True, Kept(None, ""))
render_site(Path(root), Path(out), now=datetime.datetime.fromisoformat(now), options=options)
"""


class Clock:
    """The server's time, which the test sets."""

    def __init__(self) -> None:
        self.now = BUILT


def write(blog: Path, name: str, date: str) -> None:
    (blog / "posts" / f"{name}.md").write_text(f"---\ntitle: {name}\ndate: {date}\ntags: [stars]\n---\nText.\n")


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A release of a blog with a post of today, one for MOMENT and one for two days later; rendered by the renderer."""
    given = Clock()
    gmtime = time.gmtime

    def now() -> float:
        return given.now.timestamp()

    monkeypatch.setattr(time, "time", now)
    monkeypatch.setattr(time, "gmtime", lambda at=None: gmtime(now() if at is None else at))
    blog = Path(shutil.copytree(APP, tmp_path / "app", ignore=shutil.ignore_patterns("posts", "site", "__pycache__")))
    (blog / "posts").mkdir()
    write(blog, "today", "2026-02-28")
    write(blog, "comet", "2026-03-04T20:15:00+01:00")
    write(blog, "supernova", "2026-03-06")
    home = places.RELEASES / COMMIT
    home.mkdir(parents=True)
    (home / "renderer").write_text("freehold.invalid/renderer:x\n")

    def run(work: Path, _image: str) -> Ended:
        command = [sys.executable, "-c", RENDER, str(blog), str(work / "out"), given.now.isoformat()]
        env = {**os.environ, "PYTHONPATH": str(APP), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            command, env=env, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        return Ended(done.returncode, done.stdout)

    for name in ("limit_builds", "end_rendering", "unpack"):
        monkeypatch.setattr(render, name, lambda *_: None)
    monkeypatch.setattr("os.chown", lambda *_, **__: None)
    monkeypatch.setattr("os.sync", lambda: None)
    monkeypatch.setattr(render, "disk_is_low", lambda: False)
    monkeypatch.setattr(render, "build_memory_mb", lambda: 600)
    monkeypatch.setattr(render, "_run", run)
    return given


def shown(name: str, post: str) -> list[str]:
    """The pages of a folder that name a post, of LISTS."""
    site = content.CONTENT / name / "site"
    return [page for page in LISTS if (site / page).is_file() and post in (site / page).read_text()]


def upcoming(name: str) -> object:
    return json.loads((content.CONTENT / name / "release.json").read_text())["next"]


def test_a_post_appears_at_its_moment_without_a_push(clock: Clock) -> None:
    first = render.have(COMMIT)
    assert (shown(first, "comet"), upcoming(first)) == ([], "2026-03-04T19:15:00Z")
    assert shown(first, "today") == list(LISTS[:5])

    clock.now = MOMENT - SECOND
    assert (content.is_due(first), render.have(COMMIT)) == ("", first)

    clock.now = MOMENT
    assert content.is_due(first) == "2026-03-04T19:15:00Z"
    second = render.have(COMMIT)
    assert second != first
    assert (shown(second, "comet"), shown(second, "supernova")) == (list(LISTS), [])
    assert upcoming(second) == "2026-03-06T00:00:00Z"
    searched = json.loads((content.CONTENT / second / "search.json").read_text())
    assert [entry["slug"] for entry in searched["entries"]] == ["comet", "today"]
    assert (content.is_due(second), render.have(COMMIT)) == ("", second)


def test_a_clock_that_goes_back_takes_no_post_away(clock: Clock) -> None:
    render.have(COMMIT)
    clock.now = MOMENT
    second = render.have(COMMIT)
    clock.now = BUILT
    assert (content.is_due(second), render.have(COMMIT)) == ("", second)


def test_several_moments_that_passed_while_the_server_was_off(clock: Clock) -> None:
    render.have(COMMIT)
    clock.now = MOMENT + datetime.timedelta(days=30)
    last = render.have(COMMIT)
    assert (shown(last, "comet"), upcoming(last)) == (list(LISTS), None)
    assert shown(last, "supernova") == list(LISTS)


def test_the_watchdog_is_told_from_that_moment_on(clock: Clock) -> None:
    first = render.have(COMMIT)
    for now, due in ((MOMENT - SECOND, False), (MOMENT, True)):
        clock.now = now
        facts = Facts(live=COMMIT, main=COMMIT, content=first, content_due=content.is_due(first))
        assert ("FH-CONTENT-DUE" in [one.code for one in problems(facts)]) == due
