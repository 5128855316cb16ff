"""One curl, several answers: all of them must be of the release."""

from __future__ import annotations

import pytest

from release.page import Seen, command, shows, wrong

APP, OTHER = "a" * 12, "b" * 12
ABOUT = f'{{"release":"{"1" * 40}","app":"{APP}","nginx":"{"c" * 12}"}}'
NAME = "1" * 40 + "-0123abcd"
FILE, OLD_FILE = f"200  {NAME}", f"200  {'2' * 40}-0123abcd"


def test_one_process_fetches_all() -> None:
    words = command("http://x", 2, app=True)
    assert [word for word in words if word.startswith("http://")] == [
        *["http://x/"] * 2,
        *["http://x/healthz"] * 2,
        "http://x/release.json",
    ]
    assert "http://x/healthz" not in command("http://x", 2, app=False)
    assert words[0] == "curl"
    assert words.count("curl") == 1
    assert words.count("--next") == 4


@pytest.mark.parametrize(
    ("pages", "apps", "about", "content", "first_wrong"),
    [
        ([f"200 {APP}"] * 3, [], ABOUT, "", ""),
        (["200"], [], ABOUT, "", ""),
        ([f"200 {APP}", f"200 {OTHER}"], [], ABOUT, "", f"200 {OTHER}"),
        ([FILE], [], ABOUT, "", FILE),
        ([FILE, FILE], [f"200 {APP}"], ABOUT, NAME, ""),
        ([f"200 {APP} {NAME}"], [f"200 {APP}"], ABOUT, NAME, ""),
        ([f"200 {APP}"], [f"200 {APP}"], ABOUT, NAME, ""),
        ([FILE], [f"200 {APP} {NAME}"], ABOUT, NAME, ""),
        ([FILE], [f"200 {APP} {NAME[:-1]}x"], ABOUT, NAME, f"200 {APP} {NAME[:-1]}x"),
        ([FILE, OLD_FILE], [f"200 {APP}"], ABOUT, NAME, OLD_FILE),
        ([FILE], [f"200 {APP}", f"200 {OTHER}"], ABOUT, NAME, f"200 {OTHER}"),
        ([FILE], ["502"], ABOUT, NAME, "502"),
        (["200"], [f"200 {APP}"], ABOUT, NAME, "200"),
        ([f"404 {APP}"], [f"200 {APP}"], ABOUT, NAME, f"404 {APP}"),
        ([FILE], [f"200 {APP}"], "", NAME, "no release.json"),
        ([FILE], [f"200 {APP}"], ABOUT.replace("1", "2"), NAME, ABOUT.replace("1", "2")),
    ],
)
def test_which_answers_are_of_a_release(
    pages: list[str], apps: list[str], about: str, content: str, first_wrong: str
) -> None:
    seen = Seen(tuple(pages), about, tuple(apps))
    assert wrong(seen, ABOUT, content) == first_wrong
    assert shows(seen, ABOUT, content) == (first_wrong == "")
