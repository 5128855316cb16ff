"""make_channel.py FOLDER [PARTS [MEGABYTES]]: a conda channel that stands for conda-forge.

`period` (noarch, Python) needs `libperiod` (compiled), which needs `greeting` (noarch). PARTS is a folder with
`libz.so` and `python/` of a Debian image (tests/support/conda/parts.ts); without it both packages have the names and
relations only.
`ballast` is as many MEGABYTES that nothing can pack smaller, in one file, and 20,000 small files.
What it does not model: conda-forge's size, its repodata patches, run_exports and post-link scripts.
"""

from __future__ import annotations

import asyncio
import os
import platform
import random
import sys
from pathlib import Path

from rattler.index import index_fs

from conda_package import PLACEHOLDER, add_package

PLATFORMS = ("linux-64", "linux-aarch64", "osx-arm64")
OURS = "linux-aarch64" if platform.machine() in ("aarch64", "arm64") else "linux-64"
"""Of the images that this machine's Docker runs."""

SITE = """\
import site
import sys

site.addsitedir(f"{sys.base_prefix}/lib/python3.13/site-packages")
"""

PERIOD = """\
import ctypes
import sys
from pathlib import Path

GREETING = Path(sys.base_prefix, "share/greeting/where").read_text().strip()


def checksum(data):
    library = ctypes.CDLL(str(Path(sys.base_prefix, "lib/libperiod.so")))
    library.crc32.restype = ctypes.c_ulong
    return library.crc32(0, data, len(data))


def main():
    print(f"period {checksum(b'freehold'):08x} {GREETING}")
"""


def library(subdir: str, version: str, parts: Path | None) -> dict[str, object]:
    """A real shared library where there is one; what is appended to it is a prefix inside a binary file."""
    real = parts.joinpath("libz.so").read_bytes() if parts and subdir == OURS else b"\x7fELF not really"
    return {
        f"lib/libperiod.so.{version}": real + b"\0" + f"{PLACEHOLDER}/share/greeting".encode() + b"\0",
        "lib/libperiod.so": ("->", f"libperiod.so.{version}"),
        "lib/libperiod.a": b"!<arch>\n" + b"static" * 50_000,
        "lib/pkgconfig/period.pc": f"prefix={PLACEHOLDER}\n",
        "include/period.h": "unsigned long crc32(unsigned long, const char *, unsigned);\n" * 500,
        "share/doc/period/manual.txt": "How to use it.\n" * 1000,
        "share/man/man3/period.3": ".TH period\n",
    }


def python(parts: Path | None) -> dict[str, object]:
    """Debian's Python, laid out as conda has it."""
    if not parts:
        # Who asks it to compile is served by whatever Python there is.
        return {"bin/python3.13": '#!/bin/sh\nexec python3 "$@"\n', "bin/python3": ("->", "python3.13")}
    root = parts / "python"
    files: dict[str, object] = {"bin/python3": ("->", "python3.13"), "bin/python": ("->", "python3.13")}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            files[name] = ("->", str(path.readlink()))
        elif path.is_file() and "__pycache__" not in name:
            files[name] = path.read_bytes()
    # Debian's looks for packages in folders of its own; `site` itself is frozen into its binary.
    files["lib/python3.13/sitecustomize.py"] = SITE
    files.pop("lib/python3.13/EXTERNALLY-MANAGED", None)
    return files


def period(version: str) -> dict[str, object]:
    return {
        "site-packages/period/__init__.py": PERIOD + f"\n\n__version__ = {version!r}\n",
        "site-packages/period/tests/__init__.py": "",
        "site-packages/period/tests/test_period.py": "def test_nothing():\n    pass\n" * 1000,
        "site-packages/keeper/__init__.py": "from keeper.tests.runner import RUNNER\n",
        "site-packages/keeper/tests/__init__.py": "",
        "site-packages/keeper/tests/runner.py": "RUNNER = 'needed at run time'\n",
    }


def ballast(megabytes: int) -> dict[str, object]:
    small = {f"share/ballast/{number}": f"{number}\n" for number in range(20_000)}
    return {"share/ballast/noise": random.Random("ballast").randbytes(megabytes * 1_000_000), **small}


def make_channel(channel: Path, parts: Path | None = None, megabytes: int = 0) -> None:
    """The whole channel. Its hashes are the same at every call but for Python's."""
    link = {
        "info/link.json": {
            "noarch": {"type": "python", "entry_points": ["period-tool = period:main"]},
            "package_metadata_version": 1,
        }
    }
    add_package(
        channel, "noarch", "greeting", "1.0", files={"share/greeting/where": f"{PLACEHOLDER}/share\n"}, noarch="generic"
    )
    activate = {"etc/conda/activate.d/greeting.sh": 'export GREETING_DATA="$CONDA_PREFIX/share/greeting"\n'}
    add_package(
        channel,
        "noarch",
        "greeting",
        "1.1",
        noarch="generic",
        files={"share/greeting/where": f"{PLACEHOLDER}/share\n", **activate},
    )
    for version in ("1.0", "1.2"):
        needs = ["python >=3.11", f"libperiod >={version}"]
        add_package(channel, "noarch", "period", version, needs, period(version), noarch="python", info=link)
    add_package(channel, "noarch", "oldtimer", "0.1", ["libperiod <1.1"], noarch="generic")
    for subdir in PLATFORMS:
        for version in ("1.0", "1.2"):
            needs = ["greeting >=1.0", *(["__glibc >=2.17"] if subdir.startswith("linux") else [])]
            add_package(channel, subdir, "libperiod", version, needs, library(subdir, version, parts))
        for version in ("3.9.1", "3.13.5"):
            real = parts if subdir == OURS and version == "3.13.5" else None
            add_package(channel, subdir, "python", version, (), python(real))
    add_package(channel, "linux-64", "only-intel", "1.0", files={"share/only.txt": "intel\n"})
    if megabytes:
        add_package(channel, "noarch", "ballast", "1.0", files=ballast(megabytes), noarch="generic", level=1)
    asyncio.run(index_fs(channel))


if __name__ == "__main__":
    folder, parts, megabytes, *_ = [*sys.argv[1:], "", "0"]
    make_channel(Path(folder), Path(parts) if parts else None, int(megabytes or 0))
    # As in app/conda/user_error.py: rattler's threads abort an interpreter that is being taken down.
    os._exit(0)
