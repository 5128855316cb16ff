"""One release at a time: real locks, real pipes, the starter `alone` itself."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from release import turn
from release.places import TURN, WHO

ALONE = str(Path(turn.__file__).parent / "alone")


@pytest.fixture(autouse=True)
def lock() -> None:
    TURN.touch()


@contextmanager
def somebody() -> Iterator[None]:
    """Somebody else releases."""
    handle = turn.open_turn()
    fcntl.flock(handle, fcntl.LOCK_EX)
    WHO.write_text("1000000000 alice\n")
    try:
        yield
    finally:
        os.close(handle)


def alone(*words: str, key: bool = True) -> subprocess.Popen[str]:
    environment = {**os.environ, "FREEHOLD_AUTHOR": "bob", **({"FREEHOLD_KEY": "x"} if key else {})}
    return subprocess.Popen(
        [sys.executable, ALONE, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    return process.stderr.readline()


def test_whoever_waits_is_told_for_whom_and_goes_afterwards() -> None:
    with somebody():
        waits = alone("sh", "-c", "echo ran; exit 7")
        line = first_line(waits)
    assert line.startswith("Waiting: alice releases since 01:46:40 UTC (")
    assert waits.communicate()[0] == "ran\n"
    assert waits.returncode == 7
    assert WHO.read_text().split()[1] == "bob"


def test_a_client_that_left_while_it_waited_is_not_served(state: Path) -> None:
    with somebody():
        waits = alone("touch", str(state / "served"))
        first_line(waits)
        assert waits.stdout is not None
        waits.stdout.close()
        assert waits.wait() == turn.LEFT
    assert not (state / "served").exists()


def test_the_servers_own_work_has_no_client_that_could_leave(state: Path) -> None:
    with somebody():
        waits = alone("touch", str(state / "served"), key=False)
        first_line(waits)
        assert waits.stdout is not None
        waits.stdout.close()
    assert waits.wait() == 0
    assert (state / "served").exists()


def test_without_a_command_it_only_waits() -> None:
    assert alone().wait() == 0
    with somebody():
        waits = alone()
        first_line(waits)
        assert waits.poll() is None
    assert waits.wait() == 0


def test_a_turn_on_a_descriptor_lasts_until_its_last_holder_closes_it() -> None:
    handle = os.open(TURN, os.O_RDWR)
    os.set_inheritable(handle, True)
    taker = "import sys; from release.turn import take; sys.exit(0 if take(int(sys.argv[1]), 1) else 75)"
    taken = subprocess.run([sys.executable, "-c", taker, str(handle)], pass_fds=[handle], check=False)
    assert taken.returncode == 0
    other = turn.open_turn()
    with pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(handle)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)


def test_the_lock_ends_with_its_holder_though_its_command_goes_on() -> None:
    holder = alone("sh", "-c", "echo $$; exec sleep 60")
    assert holder.stdout is not None
    command = int(holder.stdout.readline())
    holder.kill()
    holder.wait()
    handle = turn.open_turn()
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(handle)
    os.kill(command, signal.SIGKILL)
