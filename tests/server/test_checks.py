"""`app/checks`: what a line may be, what an answer must have, and what a release makes of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from commits import Commit
from life import Run

from policy import tree
from policy.checks import Check, parse
from policy.parts import Entry
from release import checks, places, records, release_main, rollback_main, state
from release.steps import Refused


def test_one_line_each_path_and_text() -> None:
    source = "# the front page\n/ Freehold & co\n\n  /search?q=a&b   a  text \r\n"
    assert parse(source) == ([Check(2, "/", "Freehold & co"), Check(4, "/search?q=a&b", "a  text")], [])


@pytest.mark.parametrize(
    "line",
    [
        "about text",
        "/about",
        "//example.org/ text",
        "http://example.org/ text",
        "/a#b text",
        "/ümlaut text",
        "/a\tb text",
        f"/{'a' * 300} text",
        f"/ {'a' * 201}",
        "/ a\x00b",
        "/ a\x1b[1mb",
        "/.well-known/freehold/ok ok",
    ],
)
def test_what_is_no_check_is_refused_with_its_line(line: str) -> None:
    found, problems = parse(f"/ first\n{line}\n")
    assert (found, len(problems)) == ([Check(1, "/", "first")], 1)
    assert problems[0].startswith("FH-CHECK-LINE: app/checks:2: ")


def test_at_most_twenty_checks() -> None:
    assert parse("/ a\n" * 20)[1] == []
    assert parse("/ a\n" * 21)[1] == ["FH-CHECK-COUNT: app/checks has 21 checks; at most 20 are made"]


def test_the_commit_is_weighed_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "blobs", lambda ids: dict.fromkeys(ids, "/ a\nb\n"))
    entry = Entry("100644", "b" * 40, 7, "app/checks")
    assert tree.checks_of([entry])[0] == [Check(1, "/", "a")]
    assert len(tree.checks_of([entry])[1]) == 1
    assert tree.checks_of([]) == ([], [])
    heavy = list(tree.weight_problems([entry._replace(size=8193)], 1 << 40, 1 << 20))
    assert heavy == ["FH-TREE-SIZE: app/checks has 8193 bytes; at most 8192 are read"]
    for mode in ("120000", "040000"):
        odd = list(tree.shape_problems([entry._replace(mode=mode)], lambda ids: dict.fromkeys(ids, "x")))
        assert "app/checks is not a plain file: it must be one" in odd


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert self.headers["X-Freehold-Check"] == "1"
        self.send_response(404 if self.path == "/gone" else 200)
        self.end_headers()
        self.wfile.write(b"<p>salt &amp; pepper</p>")
        while self.path == "/endless":
            self.wfile.write(b"x" * 65536)
            time.sleep(0.01)

    def log_request(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_an_answer_has_the_text_as_written_or_escaped(address: str) -> None:
    texts = ["<p>salt", "salt & pepper", "salt &amp; pepper", "sugar"]
    asked = [Check(n, "/", text) for n, text in enumerate(texts, 1)]
    assert checks.failed(asked, address) == ["line 4: /: the page does not contain 'sugar'"]
    assert checks.failed([Check(7, "/gone", "salt")], address) == ["line 7: /gone: found status 404, expected 200"]
    assert checks.failed([Check(1, "/", "x")], "http://127.0.0.1:1")[0].startswith("line 1: /: no answer: ")


def test_neither_a_page_that_never_ends_nor_many_slow_ones_hold_it_up(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    assert checks.failed([Check(1, "/endless", "salt")], address) == []
    monkeypatch.setattr(checks, "ONE", 0.1)
    assert checks.failed([Check(1, "/endless", "no")], address) == ["line 1: /endless: no answer: timed out"]
    monkeypatch.setattr(checks, "ALL", -1)
    assert checks.failed([Check(1, "/", "salt")], address) == [
        "line 1: /: not fetched: the checks before it took too long"
    ]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """A server with two releases, of which the second is live and has a check; what pages say is `pages`."""
    one = Run(monkeypatch, 1)
    for number in "12":
        one.world.commits[number * 40] = Commit(number * 40, "b" * 40, "conf")
        release_main.go(number * 40, "ada", "push", main=one.world.main)
    monkeypatch.setattr(checks, "RELEASE", -1)
    return one


def set_check(monkeypatch: pytest.MonkeyPatch, commit: str, holds: bool) -> None:
    lines = [] if holds else ["line 1: /: the page does not contain 'x'"]
    monkeypatch.setattr(checks, "of_release", lambda c: [Check(1, "/", "x")] if c == commit else [])
    monkeypatch.setattr(checks, "failed", lambda asked: lines if asked else [])


@pytest.mark.parametrize("how", ["push", "unpublish"])
def test_a_release_whose_page_lacks_the_text_is_refused(monkeypatch: pytest.MonkeyPatch, run: Run, how: str) -> None:
    run.world.commits["3" * 40] = Commit("3" * 40, "b" * 40, "conf")
    set_check(monkeypatch, "3" * 40, holds=False)
    if how == "unpublish":
        # What must go goes.
        release_main.go("3" * 40, "ada", how)
        assert state.live_release() == "3" * 40
        return
    with pytest.raises(Refused, match="FH-CHECK-FAILED: app/checks, line 1: /: the page does not contain 'x'"):
        release_main.go("3" * 40, "ada", how, main=run.world.main)
    assert state.live_release() == run.world.main == "2" * 40
    assert run.world.shown()[0] == "2" * 40
    assert state.read_intent() is None
    assert records.read()[-1].reason == "FH-CHECK-FAILED: app/checks, line 1: /: the page does not contain 'x'"


def test_a_check_that_failed_meanwhile_neither_stops_an_undo_nor_a_boot(
    monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    set_check(monkeypatch, "2" * 40, holds=False)
    run.world.commits["3" * 40] = Commit("3" * 40, "b" * 40, "conf", bad=True)
    with pytest.raises(Refused):
        release_main.go("3" * 40, "ada", "push", main=run.world.main)
    assert state.read_intent() is None
    release_main.boot()
    assert run.world.shown()[0] == "2" * 40


@pytest.mark.usefixtures("run")
def test_a_rollback_makes_the_checks_of_where_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    set_check(monkeypatch, "1" * 40, holds=False)
    with pytest.raises(Refused, match="FH-CHECK-FAILED"):
        rollback_main.go("bob", "", "2" * 40)
    assert state.live_release() == "2" * 40
    set_check(monkeypatch, "1" * 40, holds=True)
    rollback_main.go("bob", "", "2" * 40)
    assert state.live_release() == "1" * 40


def test_they_lie_in_the_releases_folder() -> None:
    home = places.RELEASES / ("1" * 40)
    home.mkdir(parents=True)
    checks.write(home, [])
    assert checks.of_release("1" * 40) == []
    checks.write(home, [(3, "/", "größer")])
    assert checks.of_release("1" * 40) == [Check(3, "/", "größer")]
    for damaged in ("", "[[1]]", "{}", '[["x", "/", "a"]]'):
        (home / checks.FILE).write_text(damaged)
        assert checks.of_release("1" * 40) == []
