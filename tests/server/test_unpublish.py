"""A post that is unpublished: nothing brings it back, wherever the program is killed."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from commits import Commit
from world import Killed, World

from release import caches, records, release_main, rollback_main, state, unpublish_main
from release.server import Server
from release.steps import Refused
from release.transaction import recover
from shared.errors import UserError

# C: the commit that the played git writes on top of these two.
A, B, C = "a" * 40, "b" * 40, f"{3:039x}e"


class Blog(World):
    """A server with two releases: the post x, then y as well."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        super().__init__(patch)
        self.publish(A, {"x"})
        self.publish(B, {"x", "y"})

    def publish(self, commit: str, posts: set[str]) -> None:
        self.commits[commit] = Commit(commit, "f" * 40, "conf", posts=frozenset(posts))
        release_main.go(commit, "ada", "push", main=self.main)
        self.main = commit


def test_it_is_gone_and_no_rollback_brings_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    blog = Blog(monkeypatch)
    unpublish_main.go("ada", "x")
    assert (state.live_release(), blog.main, blog.gone("x"), blog.gone("y")) == (C, C, True, False)
    assert records.read()[-1].how == "unpublish"
    assert unpublish_main.older() == []
    for word, code in (("", "FH-ROLLBACK-NONE"), (A[:8], "FH-ROLLBACK-UNPUBLISHED"), ("d" * 8, "FH-ROLLBACK-UNKNOWN")):
        with pytest.raises(UserError, match=code):
            rollback_main.go("bob", word, C)
    # A later release is what a rollback goes back from, to the one without the post.
    blog.publish("d" * 40, {"y", "z"})
    rollback_main.go("bob", "", "d" * 40)
    assert (state.live_release(), blog.gone("x")) == (C, True)


def test_a_post_that_an_earlier_push_removed_goes_from_the_kept_releases(monkeypatch: pytest.MonkeyPatch) -> None:
    blog = Blog(monkeypatch)
    blog.publish(C, {"y"})
    assert not blog.gone("x")
    unpublish_main.go("ada", "x")
    assert (state.live_release(), blog.gone("x"), blog.gone("y")) == (C, True, False)
    with pytest.raises(UserError, match="FH-ROLLBACK-NONE"):
        rollback_main.go("bob", "", C)
    with pytest.raises(UserError, match="FH-UNPUBLISH-UNKNOWN"):
        unpublish_main.go("ada", "x")


def test_a_rewritten_history_lets_the_old_one_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    blog = Blog(monkeypatch)
    unpublish_main.go("ada", "x")
    rewritten = "d" * 40
    blog.histories = {C: {"x"}}
    blog.publish(rewritten, {"y"})
    assert unpublish_main.older() == [C]
    unpublish_main.go("ada", "x")
    assert (state.live_release(), unpublish_main.older()) == (rewritten, [])


def test_one_that_no_release_has_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    blog = Blog(monkeypatch)
    before = records.read()
    with pytest.raises(UserError, match="FH-UNPUBLISH-UNKNOWN"):
        unpublish_main.go("ada", "z")
    assert (state.live_release(), blog.main, records.read()) == (B, B, before)


def test_a_blog_that_cannot_be_built_without_it_keeps_it_and_its_rollbacks(monkeypatch: pytest.MonkeyPatch) -> None:
    blog = Blog(monkeypatch)

    def refused(_commit: str) -> None:
        raise Refused("the build of app failed")

    monkeypatch.setattr(release_main, "get_ready", refused)
    with pytest.raises(Refused):
        unpublish_main.go("ada", "x")
    assert (state.live_release(), blog.main, records.previous(records.read(), B)) == (B, B, A)


@pytest.mark.parametrize("words", [[], ["ada"], ["ada", "../x"], ["ada", "a..b"], ["ada", "x", "y"], ["ada", "-x"]])
def test_what_is_no_posts_name_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert unpublish_main.main(words) == 2
    assert capsys.readouterr().out == "usage: unpublish AUTHOR POST\n"


def test_killed_at_every_point_it_is_live_as_before_or_gone(monkeypatch: pytest.MonkeyPatch, state: Path) -> None:
    seen: set[str] = set()
    for moment in range(200):
        for path in sorted(state.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        blog = Blog(monkeypatch)
        blog.kill_at(moment)
        with contextlib.suppress(Killed):
            unpublish_main.go("ada", "x")
        if blog.spared():
            assert moment > 15
            assert seen == {B, C}
            return
        recover(Server())
        release_main.boot()
        live = Server().live()
        seen.add(live)
        assert blog.main == live
        assert blog.gone("x") is (live == C)
        assert not caches.DUE.exists()
        if live == C:
            assert unpublish_main.older() == []
        else:
            rollback_main.go("bob", "", B)
            assert Server().live() == A
    raise AssertionError("it never came through")
