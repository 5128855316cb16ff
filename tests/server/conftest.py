"""The server's modules look for their files where the environment says: a folder of this run."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(tempfile.mkdtemp(prefix="freehold-test-"))
os.environ["FREEHOLD_STATE"] = str(HOME / "state")
os.environ["FREEHOLD_RUN"] = str(HOME / "run")
# What a rehearsed server could use, too, lies there.
sys.path.append(str(Path(__file__).parents[1] / "support/release"))


@pytest.fixture(autouse=True)
def state() -> Iterator[Path]:
    """Give each test an empty state."""
    for name in ("state", "run"):
        shutil.rmtree(HOME / name, ignore_errors=True)
        (HOME / name).mkdir(parents=True)
    yield HOME / "state"
    shutil.rmtree(HOME, ignore_errors=True)
