"""What the image's build does not install: one plain message, and no environment."""

from __future__ import annotations

import platform
import shutil

import pytest

from conda_package import add_package
from conftest import Blog, Served

pytestmark = pytest.mark.skipif(
    (platform.system(), platform.machine()) != ("Linux", "x86_64"),
    reason="the channel has a whole environment for linux-64 only",
)


def refused(blog: Blog) -> list[str]:
    done = blog.install()
    assert done.status == 1
    assert "Traceback" not in done.err
    first, *lines = done.err.splitlines()
    assert first == "The conda environment cannot be used:"
    assert not blog.prefix.exists()
    return lines


def tamper(blog: Blog, *names: str) -> None:
    for name in names:
        [file] = blog.channel.rglob(name)
        shutil.copy(next(blog.channel.rglob("oldtimer-0.1-0.tar.bz2")), file)


def test_changed_packages_are_refused_all_at_once_and_nothing_is_installed(locked: Blog) -> None:
    tamper(locked, "period-1.2-0.tar.bz2", "greeting-1.1-0.tar.bz2")
    lines = refused(locked)
    assert [line.split(":")[0] for line in lines] == [
        "- greeting-1.1-0.tar.bz2 is not the package that was locked",
        "- period-1.2-0.tar.bz2 is not the package that was locked",
    ]


def test_a_changed_package_is_refused_over_http_as_well(blog: Blog, served: Served) -> None:
    blog.asks("greeting", channels=f"[{served.url}]")
    assert blog.lock().status == 0
    assert blog.install().status == 0
    shutil.rmtree(blog.prefix)
    tamper(blog, "greeting-1.1-0.tar.bz2")
    [line] = refused(blog)
    assert line.startswith(
        f"- greeting-1.1-0.tar.bz2 is not the package that was locked: {served.url}noarch/greeting-1.1"
    )


def test_a_channel_that_goes_away_in_the_middle(blog: Blog, served: Served) -> None:
    blog.asks("period", channels=f"[{served.url}]")
    assert blog.lock().status == 0
    served.answers = lambda path: "greeting" in path
    lines = refused(blog)
    assert [line.split(":")[0] for line in lines] == [
        f"- {name}-0.tar.bz2 cannot be had from http" for name in ("libperiod-1.2", "python-3.13.5", "period-1.2")
    ]
    assert all("Try again; where the channel has dropped it, run `npm run lock`" in line for line in lines)
    served.answers = lambda _: True
    assert blog.install().status == 0


def test_no_lock(blog: Blog) -> None:
    blog.asks("period")
    assert refused(blog) == [
        "- environment.lock is missing beside environment.yml: run `npm run lock` and commit app/environment.lock"
    ]


def test_a_stale_lock(locked: Blog) -> None:
    locked.asks("python=3.13", "period", "oldtimer")
    assert refused(locked) == [
        (
            "- environment.lock is stale: environment.yml has changed since it was written; run `npm run lock` and "
            "commit app/environment.lock"
        )
    ]
    locked.asks("period", "python=3.13", more="# only a comment, and another order\n")
    assert locked.install().status == 0


def test_a_lock_for_other_machines(blog: Blog) -> None:
    blog.asks("libperiod", more="platforms: [linux-aarch64]\n")
    assert blog.lock().status == 0
    [line] = refused(blog)
    assert line.startswith(
        "- environment.lock has nothing for linux-64, which this machine needs; it has: linux-aarch64. "
    )


def test_a_lock_without_hashes_or_that_is_no_lock(locked: Blog) -> None:
    file = locked.folder / "environment.lock"
    text = locked.lock_text
    file.write_text("\n".join(line for line in text.splitlines() if "sha256: " not in line) + "\n")
    lines = refused(locked)
    assert len(lines) == 4
    assert lines[0].startswith("- environment.lock has no sha256 for file://")
    file.write_text(text + "<<<<<<< HEAD\n")
    [line] = refused(locked)
    assert line.startswith("- environment.lock cannot be read (")


def test_an_activation_script_that_fails_is_told(blog: Blog) -> None:
    script = {"etc/conda/activate.d/bad.sh": "echo where is it >&2\nexit 3\n"}
    add_package(blog.channel, "noarch", "bad", "1", files=script, noarch="generic")
    blog.index()
    blog.asks("bad")
    assert blog.lock().status == 0
    done = blog.install()
    assert done.status == 1
    assert "an activation script of a package fails (etc/conda/activate.d): where is it" in done.err
