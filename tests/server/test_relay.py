"""What a release prints: printable, kept in a log, and never waited for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CODE = """
import os, subprocess, sys
from pathlib import Path
from release import relay
from release.relay import relayed
relay.LINGER = 0.1
with relayed(Path(sys.argv[1])):
    print("first", flush=True)
    subprocess.run(["sh", "-c", sys.argv[2]])
    print("last", flush=True)
Path(sys.argv[1] + ".ended").touch()
"""


def start(log: Path, command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", CODE, str(log), command], stdout=subprocess.PIPE)


def test_it_comes_out_in_order_as_text_that_no_terminal_obeys(state: Path) -> None:
    log = state / "log"
    process = start(log, r"printf '\033[2J\n'; echo error >&2")
    assert process.communicate()[0] == b"first\n\\x1b[2J\nerror\nlast\n"
    assert log.read_bytes() == b"first\n\\x1b[2J\nerror\nlast\n"


def test_a_client_that_left_ends_nothing(state: Path) -> None:
    log = state / "log"
    process = start(log, "sleep 0.2; yes a line | head -n 60000; echo on")
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait() == 0
    assert log.read_bytes().endswith(b"on\nlast\n")


def test_a_client_that_does_not_read_holds_up_nothing(state: Path) -> None:
    log = state / "log"
    process = start(log, "yes 'a line of thirty characters ....' | head -n 200000; echo on")
    assert process.stdout is not None
    # Six megabytes are printed, and nobody takes one of them.
    assert process.wait() == 0
    assert (state / "log.ended").exists()
    assert log.stat().st_size >= 4_000_000
    assert len(process.stdout.read()) < 200_000
    process.stdout.close()
