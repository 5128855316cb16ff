"""Which folder of content a release has, and what names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from release import content, places

ONE, TWO = "1" * 40, "2" * 40


def rendered(commit: str, upcoming: str = "null") -> str:
    """A release with its content. Returns the folder's name."""
    home = places.RELEASES / commit
    home.mkdir(parents=True, exist_ok=True)
    (home / "renderer").write_text("freehold.invalid/renderer:x\n")
    name = content.name_of(commit)
    (content.CONTENT / name).mkdir(parents=True)
    (content.CONTENT / name / "release.json").write_text(f'{{"next": {upcoming}}}')
    return name


def links() -> tuple[str, str]:
    """Where `live` and `before` point."""
    return str(content.LIVE.readlink()), str(content.BEFORE.readlink())


def test_two_links_name_the_live_folder_and_the_one_before() -> None:
    content.make_places()
    assert links() == ("none", "none")
    assert content.NOTHING.is_dir()
    assert content.is_shown("")
    one, two = rendered(ONE), rendered(TWO)
    content.point(one)
    content.point(two)
    assert links() == (two, one)
    # Said again, after a power cut: the one before stays.
    content.point(two)
    assert links() == (two, one)
    assert content.shown() == two
    content.point("")
    assert links() == ("none", two)


@pytest.mark.parametrize("target", ["", "..", "2" * 40, "/etc"])
def test_a_link_to_something_else_is_not_shown_and_is_put_right(target: str) -> None:
    content.make_places()
    content.LIVE.unlink()
    if target:
        content.LIVE.symlink_to(target)
    else:
        content.LIVE.mkdir()
    assert not content.is_shown("")
    assert content.shown() == ""
    one = rendered(ONE)
    content.point(one)
    assert links() == (one, "none")


def test_the_name_changes_with_what_changes_the_pages(state: Path) -> None:
    names = [rendered(ONE), rendered(TWO)]
    (state / "url").write_text("https://blog.example\n")
    names.append(content.name_of(ONE))
    (places.RELEASES / ONE / "renderer").write_text("freehold.invalid/renderer:y\n")
    names.append(content.name_of(ONE))
    assert len(set(names)) == 4
    assert all(content.name_of(ONE)[:40] == ONE for _ in names)
    assert content.name_of("3" * 40) == ""


def test_what_may_not_be_shown_any_more_is_not_the_site_before() -> None:
    content.make_places()
    one, two = rendered(ONE), rendered(TWO)
    content.point(one)
    content.point(two)
    content.KEPT.mkdir()
    content.forget_before()
    assert links() == (two, "none")
    assert not content.KEPT.exists()


@pytest.mark.parametrize(
    ("upcoming", "due"),
    [
        ("null", False),
        ('"2026-01-01T08:00:00Z"', True),
        ('"9999-01-01T08:00:00Z"', False),
        ('"2026-01-01"', False),
        ("1", False),
        ("[", False),
    ],
)
def test_a_moment_that_has_passed_makes_another_folder(upcoming: str, due: bool) -> None:
    name = rendered(ONE, upcoming)
    assert bool(content.is_due(name, 1_800_000_000)) == due
    assert (content.advance(ONE) != name) == due
    assert content.is_there(content.advance(ONE)) != due


def test_only_what_kept_releases_need_stays() -> None:
    content.make_places()
    one, two, three = rendered(ONE), rendered(TWO), rendered("3" * 40)
    content.point(two)
    content.point(three)
    content.prune([ONE, "3" * 40])
    # Two is what was before, but unpublished.
    assert sorted(p.name for p in content.CONTENT.glob("*-*")) == [one, three]
