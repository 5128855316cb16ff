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
    """The blog cannot be shown. The build that meets one ends with status 1 and these lines, so the release is refused."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def user_error(file: str, line: int | None, text: str) -> UserError:
    """A UserError of one problem."""
    return UserError(Problem(file, line or 0, text))


@dataclass
class Problems:
    """Collects, so that an author who made three mistakes is told three."""

    found: list[Problem] = field(default_factory=list)

    def add(self, file: str, line: int, text: str) -> None:
        """Notes one problem."""
        self.found.append(Problem(file, line, text))

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Notes the problems of a UserError raised in the body, and goes on behind it."""
        try:
            yield
        except UserError as error:
            self.found += error.problems

    def check(self) -> None:
        """Raises UserError where anything was found."""
        if self.found:
            raise UserError(*self.found)
