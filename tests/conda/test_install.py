"""What the image's build does with a lock: exactly that, at its prefix, trimmed, and listed."""

from __future__ import annotations

import ast
import json
import platform
import subprocess
import sys

import pytest

from conda_package import PLACEHOLDER
from conftest import Blog

pytestmark = pytest.mark.skipif(
    (platform.system(), platform.machine()) != ("Linux", "x86_64"),
    reason="the channel has a whole environment for linux-64 only",
)


def test_the_lock_and_nothing_else_is_installed(locked: Blog) -> None:
    done = locked.install()
    assert (done.status, done.err) == (0, "")
    records = sorted((locked.prefix / "conda-meta").glob("*.json"))
    assert [file.name for file in records] == [
        "greeting-1.1-0.json",
        "libperiod-1.2-0.json",
        "period-1.2-0.json",
        "python-3.13.5-0.json",
    ]
    assert not {"files", "paths_data", "link"} & json.loads(records[0].read_text()).keys()
    assert done.out.splitlines()[0].startswith("conda environment: 4 packages, ")


def test_the_prefix_is_written_into_text_and_binary_files(locked: Blog) -> None:
    assert locked.install().status == 0
    where = f"{locked.prefix}/share".encode()
    assert (locked.prefix / "share/greeting/where").read_bytes() == where + b"\n"
    library = (locked.prefix / "lib/libperiod.so").read_bytes()
    assert where + b"/greeting\0" in library
    for file in locked.prefix.rglob("*"):
        assert not file.is_file() or PLACEHOLDER[:40].encode() not in file.read_bytes(), file


def test_an_entry_point_is_a_command_of_the_environment(locked: Blog) -> None:
    assert locked.install().status == 0
    command = locked.prefix / "bin/period-tool"
    assert command.read_text().startswith(f"#!{locked.prefix}/bin/python3.13\n")
    assert command.stat().st_mode & 0o111 == 0o111


def test_what_nothing_needs_at_run_time_is_gone(locked: Blog) -> None:
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


def test_a_table_tells_what_the_rest_is_made_of(locked: Blog) -> None:
    assert locked.install().status == 0
    head, *rows = [line.split("\t") for line in (locked.prefix / "packages.tsv").read_text().splitlines()]
    assert head == ["bytes", "name", "version", "build", "url"]
    assert {row[1] for row in rows} == {"greeting", "libperiod", "period", "python"}
    sizes = [int(row[0]) for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    [period] = [row for row in rows if row[1] == "period"]
    assert period[4] == (locked.channel / "noarch/period-1.2-0.tar.bz2").as_uri()
    files = [
        path
        for name in ("period", "keeper")
        for path in (locked.prefix / "lib/python3.13/site-packages" / name).rglob("*")
    ]
    assert int(period[0]) == sum(f.stat().st_size for f in [*files, locked.prefix / "bin/period-tool"] if f.is_file())


def test_all_python_code_has_bytecode_that_is_never_compared_with_its_source(locked: Blog) -> None:
    assert locked.install().status == 0
    found = list((locked.prefix / "lib/python3.13/site-packages").rglob("*.pyc"))
    assert sorted(file.name.split(".")[0] for file in found) == ["__init__", "__init__", "__init__", "runner"]
    # PEP 552: flags after the magic number; 1 is "by hash, not checked".
    assert {file.read_bytes()[4:8] for file in found} == {b"\x01\0\0\0"}


def test_variables_of_packages_are_there_when_python_starts(locked: Blog) -> None:
    assert locked.install().status == 0
    line = (locked.prefix / "activate.pth").read_text()
    assert line.count("\n") == 1
    show = "import os; print(sorted(name + '=' + value for name, value in os.environ.items()))"

    def environment(**given: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-I", "-c", line + show], capture_output=True, text=True, env=given, check=False
        )
        return [each for each in ast.literal_eval(done.stdout) if not each.startswith("LC_")]

    prefix = locked.prefix
    fresh = [f"CONDA_PREFIX={prefix}", f"GREETING_DATA={prefix}/share/greeting", f"PATH=/usr/bin:{prefix}/bin"]
    assert environment(PATH="/usr/bin") == fresh
    assert environment(PATH="/usr/bin", CONDA_PREFIX="/other") == ["CONDA_PREFIX=/other", "PATH=/usr/bin"]
