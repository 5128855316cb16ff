"""The weekly window: when it runs and what it finds to do. Bad bases, dead mirrors, power cuts leave the site whole."""

from __future__ import annotations

import contextlib
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from life import Run as Life
from world import Commit, Killed

from release import patches, records, release_main, rollback_main, state
from release.places import LIBRARY
from release.prepare import Release
from release.server import Server
from release.steps import Refused
from release.transaction import recover
from upkeep import images, packages, upkeep_main, window
from upkeep.images import Finding, summary
from upkeep.window import Run, is_due, trouble

LIVE, EARLIER = "2" * 40, "1" * 40
APP, NGINX, RENDERER = (
    f"freehold.invalid/{name}" for name in (f"app:{'a' * 40}", f"nginx:{'b' * 40}", f"renderer:{'e' * 40}")
)


@pytest.fixture
def life(monkeypatch: pytest.MonkeyPatch) -> Life:
    """A server with two releases of the same sources but for the content."""
    one = Life(monkeypatch, 1)
    for commit in (EARLIER, LIVE):
        one.world.commits[commit] = Commit("a" * 40, "b" * 40, "conf", renderer="e" * 40)
        release_main.go(commit, "ada", "push", main=one.world.main)
    one.stack = [EARLIER, LIVE]
    return one


def made_of(life: Life) -> list[tuple[int, int]]:
    """What the images that run, and the one that renders, were built with: base and packages."""
    return [life.world.made[patches.name_of(name)] for name in (APP, NGINX, RENDERER)]


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


def test_a_base_that_breaks_the_app_is_rolled_back_and_the_old_site_serves(life: Life) -> None:
    before = life.world.specification
    life.world.base = 2
    life.world.bad_bases = {2}
    with pytest.raises(Refused, match="did not start"):
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


BEGIN = datetime(2026, 11, 29, 3, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "before", "well", "due"),
    [
        ("2026-11-29T03:30:00+00:00", "well", 1, True),
        ("2026-11-29T04:00:00+00:00", "well", 1, True),
        ("2026-11-30T03:30:00+00:00", "well", 1, False),
        ("2026-11-30T03:30:00+00:00", "failed", 1, True),
        ("2026-11-30T03:30:00+00:00", "begun", 1, True),
        ("2026-12-01T03:30:00+00:00", "well", 7, False),
        ("2026-12-01T03:30:00+00:00", "well", 7.6, True),
        ("2026-12-01T03:30:00+00:00", "", None, True),
        # The timer came late, past midnight UTC.
        ("2026-11-30T03:29:00+00:00", "well", 1, True),
    ],
)
def test_when_it_is_due(now: str, before: str, well: float | None, due: bool) -> None:
    moment = datetime.fromisoformat(now)
    ended = None if well is None else moment - timedelta(days=well)
    assert is_due(moment, "Sun 03:30", Run("", before) if before else None, ended) == due


@pytest.mark.parametrize("bad_windows", [set(), {1}])
@pytest.mark.parametrize("published", range(7))
def test_a_tree_that_never_changes_is_patched_within_eight_days(
    life: Life, monkeypatch: pytest.MonkeyPatch, published: int, bad_windows: set[int]
) -> None:
    """A stepped clock: three weeks of nights; a security update comes out on one day; one window finds no mirror."""
    nights = [BEGIN + timedelta(days=day) for day in range(21)]
    passed: list[datetime] = [BEGIN]

    def now() -> float:
        return passed[-1].timestamp()

    monkeypatch.setattr("time.time", now)
    monkeypatch.setattr(upkeep_main, "session", contextlib.nullcontext)
    monkeypatch.setattr(upkeep_main, "bring_back", release_main.boot)
    monkeypatch.setattr(upkeep_main, "host", lambda: "")
    monkeypatch.setattr(upkeep_main, "REBOOT", Path("/nowhere"))
    monkeypatch.setattr(window, "WINDOW", "/nowhere")
    window.note(Run("2026-11-22T03:30:00Z", "well"))
    windows = 0
    for night in nights:
        passed.append(night)
        if window.due_now():
            life.world.offline = windows in bad_windows
            windows += 1
            upkeep_main.run()
        if made_of(life)[0][1] == 2:
            # It came out after that night's window.
            assert night - nights[published] <= timedelta(days=8)
            assert window.last() == Run(state.utc(night.timestamp()), "well", "renderer, app, nginx: newer nginx")
            assert records.read()[-1].how == "upkeep"
            return
        if night == nights[published]:
            life.world.version = 2
    raise AssertionError("it was never patched")


def test_each_part_is_done_whichever_failed_before_it() -> None:
    def fail() -> str:
        raise Refused("FH-UPKEEP-PACKAGES: no (see above)")

    assert upkeep_main.in_turn([lambda: "", lambda: "nginx: newer nginx"]) == ("well", "nginx: newer nginx")
    assert upkeep_main.in_turn([fail, lambda: "done", fail]) == (
        "failed",
        "FH-UPKEEP-PACKAGES: no; FH-UPKEEP-PACKAGES: no",
    )


def test_a_run_that_failed_or_was_cut_off_is_a_word_until_one_ends_well() -> None:
    assert trouble(None, BEGIN) == trouble(Run("", "well"), BEGIN) == ""
    assert trouble(Run("2026-11-29T03:30:00Z", "begun"), BEGIN) == ""
    assert trouble(Run("2026-11-28T03:30:00Z", "begun"), BEGIN).startswith("the last upkeep was cut off")
    assert trouble(Run("2026-11-28T03:30:00Z", "failed", "FH-X: no"), BEGIN).endswith("tried again tomorrow: FH-X: no")


def test_a_damaged_memory_is_none(state: Path) -> None:
    for text in ("", "[]", "{}", '{"at": 1}'):
        (state / "upkeep.json").write_text(text)
        (state / "patches.json").write_text(text)
        assert (window.last(), patches.table()) == (None, {})


def test_what_apt_would_upgrade() -> None:
    text = """Reading package lists...
Inst libssl3t64 [3.5.1-1] (3.5.4-1~deb13u1 Debian-Security:13/stable-security [amd64]) []
Inst nginx [1.26.3-3+deb13u1] (1.26.3-3+deb13u2 Debian-Security:13/stable-security [amd64])
Inst new-dependency (1.0 Debian:13/stable [amd64])
Conf nginx (1.26.3-3+deb13u2 Debian-Security:13/stable-security [amd64])
"""
    assert packages.upgrades(text) == [
        "libssl3t64 3.5.1-1 3.5.4-1~deb13u1",
        "nginx 1.26.3-3+deb13u1 1.26.3-3+deb13u2",
    ]


def layered(*layers: str, label: str | None = None) -> dict[str, Any]:
    return {"RootFS": {"Layers": list(layers)}, "Config": {"Labels": {"freehold.bases": label} if label else None}}


@pytest.mark.parametrize(
    ("image", "bases", "changed"),
    [
        (layered("a", "b", "x"), [layered("a", "b")], False),
        (layered("a", "b", "x"), [layered("c")], True),
        # One of two bases of a commit is another one; this image begins from the other.
        (layered("a", "x", label="old"), [layered("b"), layered("a")], False),
        # From scratch: the label of its build says what was used.
        (layered("x", label="now"), [layered("b")], False),
        (layered("x", label="old"), [layered("b")], True),
        (layered("x"), [layered("b"), None], True),
        (layered("x", label="now"), [layered()], False),
    ],
)
def test_whether_an_image_begins_from_another_base_today(
    image: dict[str, Any], bases: list[dict[str, Any] | None], changed: bool
) -> None:
    assert packages.base_changed(image, bases, "now") == changed


def test_the_reason_names_at_most_six_packages() -> None:
    many = Finding(NGINX, False, tuple(f"p{n} 1 2" for n in range(9)))
    assert summary([many]) == "nginx: newer p0, p1, p2, p3, p4, p5, and 3 more"
    assert (
        summary([Finding(APP, True, ()), Finding(NGINX, False, ("bash 1 2",))])
        == "app, nginx: another base image; newer bash"
    )


def test_the_timer_asks_and_the_operator_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def run(words: list[str], **_: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401
        started.append(words)
        return subprocess.CompletedProcess(words, 7)

    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr(window, "due_now", lambda: False)
    assert (upkeep_main.main(["due"]), started) == (0, [])
    assert upkeep_main.main([]) == 7
    assert started[0][1:] == [str(LIBRARY / "upkeep/upkeep"), "alone"]
    assert upkeep_main.main(["x"]) == 2
