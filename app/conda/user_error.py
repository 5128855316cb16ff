"""What a person can put right: all of it in one message, without a stack trace."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn


class UserError(Exception):
    """One or more lines, each of which says what is wrong, what was given and what to do."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def cause_of(error: Exception) -> str:
    """Return the innermost cause of an error: rattler writes each on a line of its own. Pure."""
    lines = [line for line in str(error).strip().splitlines() if line.strip()] or [type(error).__name__]
    causes = [line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: ")]
    return (causes or lines[:1])[-1]


def run_main(main: Callable[[], None]) -> NoReturn:
    """Run a program and end the process: status 0, or 1 after any exception.

    A UserError is printed without a stack trace, on standard error.
    """
    status = 0
    try:
        main()
    except UserError as error:
        status = 1
        lines = [f"- {problem}" for problem in error.problems]
        print("\n".join(["The conda environment cannot be used:", *lines]), file=sys.stderr)
    except Exception:  # noqa: BLE001 - shown whole, and the process ends below
        status = 1
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    # Not sys.exit: threads of rattler's that still wait for a network abort an interpreter that is being taken down.
    os._exit(status)
