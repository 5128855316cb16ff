"""The one error an author can cause."""

from __future__ import annotations


class BlogError(Exception):
    """A mistake in a post, an asset, a template or the settings, told as `file:line: problem`.

    The process that meets one at start ends with status 1 and this line alone, so the release is refused.
    """

    def __init__(self, file: str, line: int | None, problem: str) -> None:
        self.file = file
        self.line = line
        self.problem = problem
        where = f"{file}:{line}" if line else file
        super().__init__(f"{where}: {problem}")
