"""Installs the lock into /opt/env as rattler does by itself; the package cache stays, and nothing is removed."""

import asyncio
import os
from pathlib import Path

from rattler import install

from install import own_platform
from lockfile import read_records

locked = read_records(Path("/build")) or {}
asyncio.run(
    install(
        locked[own_platform()],
        "/opt/env",
        cache_dir=Path("/root/.cache/rattler"),
        show_progress=False,
    )
)
os._exit(0)
