"""What upkeep finds to do. Bad bases, dead mirrors and power cuts leave the site whole."""

from __future__ import annotations

import contextlib

import pytest
from commits import Commit
from life import Run as Life
from weeks import APP, EARLIER, LIVE, NGINX, RENDERER, made_of, two_releases
from world import Killed

from release import patches, records, release_main, rollback_main, state
from release.prepare import Release
from release.server import Server
from release.steps import Refused
from release.transaction import recover
from upkeep import images, packages


@pytest.fixture
def life(monkeypatch: pytest.MonkeyPatch) -> Life:
    return two_releases(monkeypatch)


def test_nothing_is_built_where_nothing_changed(life: Life) -> None:
    before = life.world.specification
    assert images.patch(Server()) == "no image has newer packages"
    assert (life.world.specification, patches.table(), len(records.read())) == (before, {}, 2)


@pytest.mark.parametrize("what", ["base", "version"])
def test_newer_packages_go_live_as_a_release_does(life: Life, what: str) -> None:
    setattr(life.world, what, 2)
    images.patch(Server())
    assert made_of(life) == [(life.world.base, life.world.version)] * 3
    running = {service["image"] for service in life.world.specification["services"].values()}
    assert running == {patches.name_of(APP), patches.name_of(NGINX)} != {APP, NGINX}
    entry = records.read()[-1]
    assert (entry.release, entry.author, entry.how, entry.result) == (LIVE, "upkeep", "upkeep", "live")
    assert entry.reason == f"renderer, app, nginx: {'another base image' if what == 'base' else 'newer nginx'}"
    life.agree()
    assert images.patch(Server()) == "no image has newer packages"


def test_what_is_pushed_later_and_what_is_rolled_back_to_run_the_newer_packages(life: Life) -> None:
    life.world.base = 2
    images.patch(Server())
    rollback_main.go("bob", "", LIVE)
    assert state.live_release() == EARLIER
    assert made_of(life) == [(2, 1)] * 3
    life.world.commits["3" * 40] = Commit("a" * 40, "b" * 40, "conf", renderer="e" * 40)
    release_main.go("3" * 40, "ada", "push", main=life.world.main)
    assert made_of(life) == [(2, 1)] * 3


def test_only_what_changed_is_built_again(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "upgradable", lambda name: ["nginx 1 2"] if name == NGINX else [])
    images.patch(Server())
    assert list(patches.table()) == [NGINX]
    assert life.world.specification["services"]["app"]["image"] == APP


def test_what_no_build_brings_is_not_tried_each_week(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packages of the base itself come with the next base."""
    built: list[Release] = []
    build = life.world.build_images

    def counted(release: Release, anew: bool) -> None:
        built.append(release)
        build(release, anew)

    monkeypatch.setattr(images, "build_missing", counted)
    monkeypatch.setattr(packages, "upgradable", lambda _: ["libc6 1 2"])
    for _ in range(3):
        assert images.patch(Server()) == "no image has newer packages"
    assert (len(built), patches.table(), len(records.read())) == (1, {}, 2)
    assert life.world.images == {APP, NGINX, RENDERER}
    monkeypatch.setattr(packages, "upgradable", lambda name: ["libc6 1 2"] + (["bash 1 2"] if "-" not in name else []))
    images.patch(Server())
    assert len(patches.table()) == 3
    assert records.read()[-1].reason == "renderer, app, nginx: newer bash"


def test_a_base_that_breaks_the_app_is_rolled_back_and_the_old_site_serves(life: Life) -> None:
    before = life.world.specification
    life.world.base = 2
    life.world.bad_bases = {2}
    with pytest.raises(images.RolledBack, match="did not start"):
        images.patch(Server())
    assert (life.world.specification, patches.table(), state.read_intent()) == (before, {}, None)
    assert records.read()[-1].result == "refused"
    assert life.world.images == {APP, NGINX, RENDERER}
    life.agree()


@pytest.mark.parametrize("base_only", [True, False])
def test_a_mirror_that_is_down_is_told_and_nothing_is_broken(
    life: Life, monkeypatch: pytest.MonkeyPatch, base_only: bool
) -> None:
    before = life.world.specification
    life.world.offline = True
    if base_only:
        monkeypatch.setattr(packages, "upgradable", lambda _: [])
    with pytest.raises(Refused, match="FH-UPKEEP-BASE: the base image debian" if base_only else "FH-UPKEEP-MIRROR"):
        images.patch(Server())
    assert (life.world.specification, state.read_intent()) == (before, None)
    life.agree()


@pytest.mark.parametrize("bad", [False, True])
def test_killed_at_every_point_of_the_window(life: Life, bad: bool) -> None:
    switches = 0
    for moment in range(200):
        life.world.base += 1
        life.world.bad_bases = {life.world.base} if bad else set()
        before = patches.table()
        life.world.kill_at(moment)
        with contextlib.suppress(Killed, *([Refused] if bad else [])):
            images.patch(Server())
        spared = life.world.spared()
        life.world.kill_at(None)
        recover(Server())
        switches += patches.table() != before
        assert [one.how for one in records.read() if one.result == "live"].count("upkeep") == switches
        release_main.boot()
        life.agree()
        if spared:
            assert moment > 10
            return
        # The night after it is tried again.
        life.world.bad_bases = set()
        before = patches.table()
        images.patch(Server())
        switches += patches.table() != before
        assert made_of(life) == [(life.world.base, 1)] * 3
        life.agree()
    raise AssertionError("it never came through")
