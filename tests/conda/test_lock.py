"""`npm run lock` against a local channel, for this platform and others."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import yaml

from conda_package import add_package
from conftest import Blog
from lockfile import read_records

PLATFORMS = ("linux-64", "linux-aarch64", "osx-arm64")


def versions(blog: Blog) -> dict[str, dict[str, str]]:
    records = read_records(blog.folder) or {}
    return {
        platform: {record.name.normalized: str(record.version) for record in records[platform]} for platform in records
    }


def test_one_lock_for_three_platforms_with_the_hash_of_every_package(blog: Blog) -> None:
    blog.asks("python=3.13", "period")
    done = blog.lock()
    assert (done.status, done.err) == (0, "")
    same = {"greeting": "1.1", "libperiod": "1.2", "period": "1.2", "python": "3.13.5"}
    assert versions(blog) == dict.fromkeys(PLATFORMS, same)
    lock = yaml.safe_load(blog.lock_text)
    assert lock["version"] == 7
    assert len(lock["packages"]) == 8
    for package in lock["packages"]:
        file = blog.folder / package["conda"]
        assert package["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert lock["environments"]["default"]["channels"] == [{"url": "./conda/channels/test/"}]


def test_the_lock_is_the_same_in_every_checkout(blog: Blog, tmp_path: Path) -> None:
    blog.asks("period")
    assert blog.lock().status == 0
    assert str(tmp_path) not in blog.lock_text
    there = type(blog)(tmp_path / "elsewhere" / "app")
    shutil.copytree(blog.folder, there.folder)
    done = there.lock()
    assert "app/environment.lock: unchanged" in done.out
    assert there.lock_text == blog.lock_text


def test_without_python_none_is_installed_and_with_a_loose_one_the_newest_the_blog_runs_on(blog: Blog) -> None:
    for version in ("3.14.1", "3.15.0"):
        for platform in PLATFORMS:
            add_package(blog.channel, platform, "python", version)
    blog.index()
    blog.asks("libperiod")
    assert blog.lock().status == 0
    assert "python" not in versions(blog)["linux-64"]
    blog.asks("python")
    assert blog.lock().status == 0
    assert versions(blog)["linux-aarch64"] == {"python": "3.14.1"}


def test_what_is_locked_stays_until_an_upgrade_is_asked_for(blog: Blog) -> None:
    for folder in ("noarch", *PLATFORMS):
        for file in blog.channel.glob(f"{folder}/*period-1.2-0*"):
            file.rename(file.with_suffix(".away"))
    blog.index()
    blog.asks("period")
    assert blog.lock().status == 0
    assert versions(blog)["linux-64"]["period"] == "1.0"
    for file in blog.channel.rglob("*.away"):
        file.rename(file.with_suffix(".bz2"))
    blog.index()
    assert "app/environment.lock: unchanged" in blog.lock().out
    done = blog.lock("--upgrade", "libperiod")
    assert [line for line in done.out.splitlines() if "->" in line] == [
        f"{platform}: libperiod 1.0 0 -> 1.2 0" for platform in PLATFORMS
    ]
    assert versions(blog)["osx-arm64"]["period"] == "1.0"
    assert blog.lock("--upgrade").status == 0
    assert versions(blog)["osx-arm64"]["period"] == "1.2"


def test_a_package_that_was_built_again_is_locked_as_it_is_now(blog: Blog) -> None:
    blog.asks("greeting=1.0")
    assert blog.lock().status == 0
    file = add_package(
        blog.channel, "noarch", "greeting", "1.0", files={"share/greeting/where": "new\n"}, noarch="generic"
    )
    blog.index()
    assert blog.lock().status == 0
    assert hashlib.sha256(file.read_bytes()).hexdigest() in blog.lock_text
