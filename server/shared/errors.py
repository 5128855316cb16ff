"""The one error for what a user of the server (author or operator) can correct."""

from __future__ import annotations


class UserError(Exception):
    """What is wrong, what was found, what is expected, what to do; printed without a trace.

    ``code`` is stable (``FH-…``): tests and docs refer to it, so that the sentence may change.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
