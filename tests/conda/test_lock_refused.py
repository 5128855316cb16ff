"""Every way in which `npm run lock` fails: named plainly, all at once, and the old lock stays."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from conftest import Blog, Served
from lockfile import read_records


def problem(blog: Blog, *arguments: str) -> str:
    done = blog.lock(*arguments)
    assert done.status == 1
    assert done.out == ""
    assert "Traceback" not in done.err
    first, text = done.err.split("\n", 1)
    assert first == "The conda environment cannot be used:"
    return text


def test_misspelt_packages_are_named_with_what_is_near_and_the_old_lock_stays(blog: Blog) -> None:
    blog.asks("period")
    assert blog.lock().status == 0
    before = blog.lock_text
    blog.asks("perid", "grating", "xyzzy")
    assert problem(blog) == (
        '- "perid" is in none of the channels (./conda/channels/test): did you mean period or libperiod?\n'
        '- "grating" is in none of the channels (./conda/channels/test): did you mean greeting?\n'
        '- "xyzzy" is in none of the channels (./conda/channels/test): look at its spelling and at `channels`\n'
    )
    assert blog.lock_text == before
    assert not list(blog.folder.glob("*.new"))


def test_a_package_for_some_platforms_only(blog: Blog) -> None:
    blog.asks("only-intel")
    assert problem(blog) == (
        '- linux-aarch64, osx-arm64: "only-intel" is in the channels for linux-64 only: write that under `platforms` '
        "in environment.yml if it is enough\n"
    )
    blog.asks("only-intel", more="platforms: [linux-64]\n")
    assert blog.lock().status == 0
    assert list(read_records(blog.folder) or {}) == ["linux-64"]


def test_packages_that_exclude_each_other_are_named(blog: Blog) -> None:
    blog.asks("oldtimer", "period=1.2")
    text = problem(blog)
    assert text.startswith("- no set of packages fits environment.yml:\n")
    for words in ("period 1.2 would require", "libperiod >=1.2", "oldtimer 0.1 would require", "libperiod <1.1"):
        assert words in text


def test_a_python_that_the_blog_does_not_run_on(blog: Blog) -> None:
    blog.asks("python=3.9")
    text = problem(blog)
    assert "python 3.9.* can be installed" in text
    assert "(the blog runs on python >=3.11,<3.15.0a0)" in text


def test_unreachable_channels_are_all_named(blog: Blog) -> None:
    blog.asks("period", channels="[http://127.0.0.1:1/one, ./conda/channels/test, http://127.0.0.1:1/two]")
    text = problem(blog)
    assert re.findall(r'channel "([^"]*)"', text) == ["http://127.0.0.1:1/one", "http://127.0.0.1:1/two"]
    assert text.count("Connection refused") == 2


def test_a_channel_that_goes_away_in_the_middle(blog: Blog, served: Served) -> None:
    """After every index has been asked for once, nobody answers any more."""
    blog.asks("period", channels=f"[{served.url}]")
    served.answers = lambda path: "/shards/" not in path and served.asked.count(path) < 2
    text = problem(blog)
    assert "a channel stopped answering" in text or f'channel "{served.url.rstrip("/")}"' in text
    assert not (blog.folder / "environment.lock").exists()
    served.answers = lambda _: True
    assert blog.lock().status == 0
    assert f"conda: {served.url}noarch/period-1.2-0.tar.bz2" in blog.lock_text


def test_a_channel_without_hashes_is_refused(blog: Blog) -> None:
    for file in blog.channel.rglob("repodata*"):
        if file.name != "repodata.json":
            file.unlink()
    index = blog.channel / "noarch/repodata.json"
    index.write_text(re.sub(r'"sha256":"[0-9a-f]*",', "", index.read_text()))
    blog.asks("greeting")
    assert "the channel gives no sha256 for" in problem(blog)


@pytest.mark.parametrize("arguments", [["--upgrad"], ["numpy"], ["--upgrade", "--force"]])
def test_an_unknown_argument_is_refused(blog: Blog, arguments: Sequence[str]) -> None:
    blog.asks("period")
    assert problem(blog, *arguments) == f"- lock takes nothing, or --upgrade [NAME …]; given: {' '.join(arguments)}\n"
