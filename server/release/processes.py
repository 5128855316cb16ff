"""Programs that a release starts: as whom, where, and for how long."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import IO, NoReturn

from release.cgroups import doors, enter
from release.places import LIBRARY

AS_AUTHOR = ("setpriv", "--reuid=author", "--regid=author", "--clear-groups", "--no-new-privs")
AS_NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs")
# What is read of a program's output where it should be short.
SHORT = 1024 * 1024

Stream = int | IO[bytes] | None


def limited(seconds: int, command: Sequence[str]) -> list[str]:
    """Return the command with a time limit: status 124 where it took longer, 137 where it had to be killed for it."""
    return ["timeout", "--kill-after=5", str(seconds), *command]


# Enters by the files before `--`, then runs what is behind it. A shell, because a copy of this program (`preexec_fn`) takes as long
# to make as most of these programs run.
ENTER = 'while [ "$1" != -- ]; do echo $$ >"$1" || exit 125; shift; done; shift; exec "$@"'


def confined(
    seconds: int, command: Sequence[str], stdin: Stream = None, stdout: Stream = None
) -> subprocess.Popen[bytes]:
    """Start a program that reads what was pushed: inside of the cgroup `work`, for at most that long."""
    words = ["/bin/sh", "-c", ENTER, "enter", *doors("work"), "--", *limited(seconds, command)]
    return subprocess.Popen(words, stdin=stdin, stdout=stdout)


def policy(script: str, *words: str) -> list[str]:
    """Return the command of one of our own readers of what was pushed, as nobody."""
    return [*AS_NOBODY, "/usr/bin/python3", str(LIBRARY / "policy" / script), *words]


def output(process: subprocess.Popen[bytes]) -> IO[bytes]:
    """Return the open end of a process's output. Raises ValueError where it has none."""
    if process.stdout is None:
        raise ValueError("started without a pipe")
    return process.stdout


def short_output(process: subprocess.Popen[bytes]) -> str:
    """Read what a program prints, at most ``SHORT`` bytes, and wait for its end."""
    stream = output(process)
    text = stream.read(SHORT)
    stream.close()
    process.wait()
    return text.decode("utf-8", "replace")


def piped(seconds: int, first: Sequence[str], second: Sequence[str], stdout: Stream = None) -> tuple[int, int, str]:
    """Run ``first | second``, both confined. Returns both statuses, and the output where ``stdout`` is a pipe."""
    source = confined(seconds, first, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    sink = confined(seconds, second, stdin=source.stdout, stdout=stdout)
    # Only the sink's end ends the source.
    output(source).close()
    text = short_output(sink) if sink.stdout is not None else ""
    sink.wait()
    return source.wait(), sink.returncode, text


def judged(seconds: int, source: Sequence[str], judge: Callable[[], int]) -> tuple[int, int, str]:
    """Run ``source | judge``, both confined; ``judge`` is a function of ours that reads standard input and prints.

    In a copy of this program: starting Python and importing again takes ten times as long as most judgements. Returns both
    statuses and what was printed.
    """
    given = confined(seconds, source, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    printed, sink = os.pipe()
    sys.stdout.flush()
    copy = os.fork()
    if copy == 0:
        _as_copy(seconds, output(given).fileno(), sink, judge)
    os.close(sink)
    output(given).close()
    with os.fdopen(printed, "rb") as stream:
        text = stream.read(SHORT)
    status = os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])
    return given.wait(), status, text.decode("utf-8", "replace")


def _as_copy(seconds: int, source: int, sink: int, judge: Callable[[], int]) -> NoReturn:
    """Run the function with these descriptors as its standard input and output, and end."""
    status = 1
    try:
        enter("work")
        signal.alarm(seconds)
        os.dup2(source, 0)
        os.dup2(sink, 1)
        sys.stdin, sys.stdout = os.fdopen(0, encoding="utf-8"), os.fdopen(1, "w", encoding="utf-8")
        status = judge()
        sys.stdout.flush()
    except Exception as error:  # noqa: BLE001 (nothing may go on as the release does)
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(status)


def quietly(command: Sequence[str], seconds: int = 120) -> int:
    """Run a program whose output nobody needs. Returns its status."""
    return subprocess.run(
        limited(seconds, command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    ).returncode


def output_of(command: Sequence[str], seconds: int = 120) -> str | None:
    """Return what one of the server's own programs prints, or None where it fails."""
    done = subprocess.run(
        limited(seconds, command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None
