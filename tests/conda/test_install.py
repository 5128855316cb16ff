"""What the image's build does with a lock: exactly that, verified, trimmed; or nothing and one plain message."""

from __future__ import annotations

import ast
import json
import platform
import shutil
import subprocess
import sys

import pytest
from make_channel import PLACEHOLDER

pytestmark = pytest.mark.skipif(
    (platform.system(), platform.machine()) != ("Linux", "x86_64"), reason="the channel has a whole environment for linux-64 only"
)


@pytest.fixture
def locked(blog):
    blog.asks("python=3.13", "period")
    done = blog.lock()
    assert done.status == 0, done.err
    return blog


def refused(blog) -> list[str]:
    done = blog.install()
    assert done.status == 1
    assert "Traceback" not in done.err
    first, *lines = done.err.splitlines()
    assert first == "The conda environment cannot be used:"
    assert not blog.prefix.exists()
    return lines


def test_the_lock_and_nothing_else_is_installed(locked):
    done = locked.install()
    assert (done.status, done.err) == (0, "")
    records = sorted((locked.prefix / "conda-meta").glob("*.json"))
    assert [file.name for file in records] == [
        "greeting-1.1-0.json", "libperiod-1.2-0.json", "period-1.2-0.json", "python-3.13.5-0.json",
    ]
    assert not {"files", "paths_data", "link"} & json.loads(records[0].read_text()).keys()
    assert done.out.splitlines()[0].startswith("conda environment: 4 packages, ")


def test_the_prefix_is_written_into_text_and_binary_files(locked):
    assert locked.install().status == 0
    where = f"{locked.prefix}/share".encode()
    assert (locked.prefix / "share/greeting/where").read_bytes() == where + b"\n"
    library = (locked.prefix / "lib/libperiod.so").read_bytes()
    assert where + b"/greeting\0" in library
    for file in locked.prefix.rglob("*"):
        assert not file.is_file() or PLACEHOLDER[:40].encode() not in file.read_bytes(), file


def test_an_entry_point_is_a_command_of_the_environment(locked):
    assert locked.install().status == 0
    command = locked.prefix / "bin/period-tool"
    assert command.read_text().startswith(f"#!{locked.prefix}/bin/python3.13\n")
    assert command.stat().st_mode & 0o111 == 0o111


def test_what_nothing_needs_at_run_time_is_gone(locked):
    done = locked.install()
    left = {path.relative_to(locked.prefix).as_posix() for path in locked.prefix.rglob("*") if not path.is_dir()}
    site = "lib/python3.13/site-packages"
    assert not [name for name in left if name.endswith((".a", ".h", ".pc", ".3")) or "share/doc" in name]
    assert f"{site}/period/__init__.py" in left
    assert f"{site}/period/tests/test_period.py" not in left
    # Its own __init__ imports them, as astropy's does.
    assert f"{site}/keeper/tests/runner.py" in left
    assert "CACHEDIR.TAG" not in left
    removed = done.out.splitlines()[1]
    assert removed.startswith("removed: static libraries 0.3 MB, ")
    for reason in ("tests", "headers", "documentation", "build files", "lists of files"):
        assert f"{reason} 0." in removed


def test_a_table_tells_what_the_rest_is_made_of(locked):
    assert locked.install().status == 0
    head, *rows = [line.split("\t") for line in (locked.prefix / "packages.tsv").read_text().splitlines()]
    assert head == ["bytes", "name", "version", "build", "url"]
    assert {row[1] for row in rows} == {"greeting", "libperiod", "period", "python"}
    sizes = [int(row[0]) for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    [period] = [row for row in rows if row[1] == "period"]
    assert period[4] == (locked.channel / "noarch/period-1.2-0.tar.bz2").as_uri()
    files = [
        path for name in ("period", "keeper") for path in (locked.prefix / "lib/python3.13/site-packages" / name).rglob("*")
    ]
    assert int(period[0]) == sum(f.stat().st_size for f in [*files, locked.prefix / "bin/period-tool"] if f.is_file())


def test_all_python_code_has_bytecode_that_is_never_compared_with_its_source(locked):
    assert locked.install().status == 0
    found = list((locked.prefix / "lib/python3.13/site-packages").rglob("*.pyc"))
    assert sorted(file.name.split(".")[0] for file in found) == ["__init__", "__init__", "__init__", "runner"]
    # PEP 552: flags after the magic number; 1 is "by hash, not checked".
    assert {file.read_bytes()[4:8] for file in found} == {b"\x01\0\0\0"}


def test_variables_of_packages_are_there_when_python_starts(locked):
    assert locked.install().status == 0
    line = (locked.prefix / "activate.pth").read_text()
    assert line.count("\n") == 1
    show = "import os; print(sorted(name + '=' + value for name, value in os.environ.items()))"

    def environment(**given: str) -> list[str]:
        done = subprocess.run([sys.executable, "-I", "-c", line + show], capture_output=True, text=True, env=given)
        return [each for each in ast.literal_eval(done.stdout) if not each.startswith("LC_")]

    prefix = locked.prefix
    fresh = [f"CONDA_PREFIX={prefix}", f"GREETING_DATA={prefix}/share/greeting", f"PATH=/usr/bin:{prefix}/bin"]
    assert environment(PATH="/usr/bin") == fresh
    assert environment(PATH="/usr/bin", CONDA_PREFIX="/other") == ["CONDA_PREFIX=/other", "PATH=/usr/bin"]


def tamper(blog, *names: str) -> None:
    for name in names:
        [file] = blog.channel.rglob(name)
        shutil.copy(next(blog.channel.rglob("oldtimer-0.1-0.tar.bz2")), file)


def test_changed_packages_are_refused_all_at_once_and_nothing_is_installed(locked):
    tamper(locked, "period-1.2-0.tar.bz2", "greeting-1.1-0.tar.bz2")
    lines = refused(locked)
    assert [line.split(":")[0] for line in lines] == [
        "- greeting-1.1-0.tar.bz2 is not the package that was locked",
        "- period-1.2-0.tar.bz2 is not the package that was locked",
    ]


def test_a_changed_package_is_refused_over_http_as_well(blog, served):
    blog.asks("greeting", channels=f"[{served.url}]")
    assert blog.lock().status == 0
    assert blog.install().status == 0
    shutil.rmtree(blog.prefix)
    tamper(blog, "greeting-1.1-0.tar.bz2")
    [line] = refused(blog)
    assert line.startswith(f"- greeting-1.1-0.tar.bz2 is not the package that was locked: {served.url}noarch/greeting-1.1")


def test_a_channel_that_goes_away_in_the_middle(blog, served):
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


def test_no_lock(blog):
    blog.asks("period")
    assert refused(blog) == [
        "- environment.lock is missing beside environment.yml: run `npm run lock` and commit app/environment.lock"
    ]


def test_a_stale_lock(locked):
    locked.asks("python=3.13", "period", "oldtimer")
    assert refused(locked) == [
        "- environment.lock is stale: environment.yml has changed since it was written; run `npm run lock` and commit "
        "app/environment.lock"
    ]
    locked.asks("period", "python=3.13", more="# only a comment, and another order\n")
    assert locked.install().status == 0


def test_a_lock_for_other_machines(blog):
    blog.asks("libperiod", more="platforms: [linux-aarch64]\n")
    assert blog.lock().status == 0
    [line] = refused(blog)
    assert line.startswith("- environment.lock has nothing for linux-64, which this machine needs; it has: linux-aarch64. ")


def test_a_lock_without_hashes_or_that_is_no_lock(locked):
    file = locked.folder / "environment.lock"
    text = locked.lock_text
    file.write_text("\n".join(line for line in text.splitlines() if "sha256: " not in line) + "\n")
    lines = refused(locked)
    assert len(lines) == 4
    assert lines[0].startswith("- environment.lock has no sha256 for file://")
    file.write_text(text + "<<<<<<< HEAD\n")
    [line] = refused(locked)
    assert line.startswith("- environment.lock cannot be read (")


def test_an_activation_script_that_fails_is_told(blog):
    from make_channel import add_package

    script = {"etc/conda/activate.d/bad.sh": "echo where is it >&2\nexit 3\n"}
    add_package(blog.channel, "noarch", "bad", "1", files=script, noarch="generic")
    blog.index()
    blog.asks("bad")
    assert blog.lock().status == 0
    done = blog.install()
    assert done.status == 1
    assert "an activation script of a package fails (etc/conda/activate.d): where is it" in done.err
