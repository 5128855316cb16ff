"""Bytecode for all of the environment's Python code: later its files are read-only, and no start should compile."""

from __future__ import annotations

import subprocess
from pathlib import Path


def compile_python(prefix: Path) -> None:
    """Compile what has no valid bytecode, as most packages do; by hash, because that survives any copy.

    Files that are not for this Python (templates, Python 2) are left as they are. Does nothing where the environment
    has no Python. Uses one process for each processor.
    """
    python = prefix / "bin" / "python3"
    if not python.exists():
        return
    libraries = [str(path) for path in prefix.glob("lib/python3.*") if path.is_dir()]
    subprocess.run(
        [python, "-m", "compileall", "-q", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash", *libraries],
        check=False,
    )
