"""wheels_channel.py CHANNEL WHEELS: adds each wheel of a folder to a channel, with the files that pip would install.

Their weight is real; what conda-forge's own packages have beside it (headers, static libraries, documentation) is not
in them.
"""

from __future__ import annotations

import asyncio
import os
import sys
import zipfile
from pathlib import Path

from rattler.index import index_fs

from conda_package import add_package
from make_channel import OURS


def add_wheel(channel: Path, wheel: Path) -> str:
    name, version = wheel.name.split("-")[:2]
    with zipfile.ZipFile(wheel) as archive:
        files = {
            f"lib/python3.13/site-packages/{member}": archive.read(member)
            for member in archive.namelist()
            if not member.endswith("/") and ".data/" not in member
        }
    name = name.lower().replace("_", "-")
    add_package(channel, OURS, name, version, ["python 3.13.*"], files, level=1)
    return name


if __name__ == "__main__":
    channel, wheels = Path(sys.argv[1]), Path(sys.argv[2])
    print("\n".join(add_wheel(channel, wheel) for wheel in sorted(wheels.glob("*.whl"))), flush=True)
    asyncio.run(index_fs(channel, force=True))
    os._exit(0)
