"""Mistakes an author can make, told as `file:line: problem`, all of them at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake. `line` is 0 where a line says nothing."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.text}"


class UserError(Exception):
    """The blog cannot be shown: the build ends with status 1 and these lines, so the release is rejected."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def user_error(file: str, line: int | None, text: str) -> UserError:
    """Make a UserError of one problem. `line` is None where a line says nothing."""
    return UserError(Problem(file, line or 0, text))


@dataclass
class Problems:
    """Collects, so that an author who made three mistakes is told three."""

    found: list[Problem] = field(default_factory=list)

    def add(self, file: str, line: int, text: str) -> None:
        """Add one problem."""
        self.found.append(Problem(file, line, text))

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Add the problems of a UserError raised in the body, which ends there."""
        try:
            yield
        except UserError as error:
            self.found += error.problems

    def check(self) -> None:
        """Raise what was found.

        Raises:
            UserError: there is at least one problem.
        """
        if self.found:
            raise UserError(*self.found)
