"""One kind of debris, as debris_kinds.py and debris_marks.py list them."""

from __future__ import annotations

import re
from dataclasses import dataclass

AS_CODE = "to show it as it is, put it in `backticks`"


@dataclass(frozen=True)
class Kind:
    """What it looks like, and what to write. `always`: also where it was escaped, since nothing may show it."""

    pattern: re.Pattern[str]
    advice: str
    always: bool = False


def kind(pattern: str, advice: str, *, always: bool = False) -> Kind:
    """Make a kind; in its pattern ^ and $ are the ends of lines."""
    return Kind(re.compile(pattern, re.MULTILINE), advice, always)
