"""install.py FOLDER PREFIX: exactly the packages of FOLDER/environment.lock, verified, trimmed and listed.

The prefix must be where the environment will be used: packages have it written into their files.
"""

from __future__ import annotations

import asyncio
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from rattler import Client, Config, RepoDataRecord, Subdir, install
from rattler.exceptions import InstallerError

from activate import activation
from compile_python import compile_python
from fetch import fetch
from lockfile import locked_for
from report import installed, report, sizes, write_table
from specification import read_specification
from trim import trim
from user_error import UserError, run_main

MACHINES = {
    ("Linux", "x86_64"): "linux-64",
    ("Linux", "aarch64"): "linux-aarch64",
    ("Linux", "arm64"): "linux-aarch64",
    ("Darwin", "arm64"): "osx-arm64",
}

CONFIG = Config.from_toml('tls-root-certs = "system"\n[concurrency]\ndownloads = 1\n')
"""One package at a time: a build on a 1 GB server has 600 MB, and a package may have files of 100 MB."""


def own_platform() -> str:
    """Return conda's name of the machine that this runs on.

    Raises:
        UserError: conda packages are locked for no such machine.
    """
    machine = (platform.system(), platform.machine())
    if machine not in MACHINES:
        raise UserError(
            f"no lock is made for {' '.join(machine)}; there are: {', '.join(sorted(set(MACHINES.values())))}"
        )
    return MACHINES[machine]


async def install_records(records: list[RepoDataRecord], prefix: Path, subdir: str) -> None:
    """Download and verify all packages, then unpack and link them. No script of a package runs.

    Raises:
        UserError: a package cannot be fetched, verified or installed.
    """
    client = Client.from_config(CONFIG)
    with tempfile.TemporaryDirectory() as scratch:
        local = await fetch(records, Path(scratch) / "packages", client)
        cache = Path(scratch) / "cache"
        try:
            await install(
                local,
                prefix,
                cache_dir=cache,
                platform=Subdir(subdir),
                client=client,
                config=CONFIG,
                show_progress=False,
                execute_link_scripts=False,
            )
        except InstallerError as error:
            raise UserError(f"a package cannot be installed: {error}") from None


def main() -> None:
    """Install the environment, trim it, compile it, and print what it is made of. PREFIX is replaced."""
    folder, prefix = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    subdir = own_platform()
    records = locked_for(read_specification(folder), folder, subdir)
    if prefix.exists():
        shutil.rmtree(prefix)
    asyncio.run(install_records(records, prefix, subdir))
    packages = installed(prefix, {record.name.normalized: record.url for record in records})
    # Before the scripts that it asks are gone.
    line = activation(prefix, subdir)
    removed = trim(prefix)
    compile_python(prefix)
    (prefix / "CACHEDIR.TAG").unlink(missing_ok=True)
    (prefix / "activate.pth").write_text(line, encoding="utf-8")
    found = sizes(prefix, packages)
    write_table(prefix, found)
    print("\n".join(report(prefix, found, removed)))


if __name__ == "__main__":
    run_main(main)
