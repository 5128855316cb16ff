"""Reading time, also of scripts without spaces."""

from __future__ import annotations

import pytest

from rendering.reading_time import minutes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("word " * 2200, 10),
        ("\u661f\u5149\u7a7f\u8fc7\u5927\u6c14" * 700, 12),
        ("\u304b\u306a" * 1750, 10),
        ("\u0e44\u0e17\u0e22" * 1167, 10),
        ("\u661f\u5149 star " * 440, 4 + 1),
    ],
)
def test_minutes(text: str, expected: int) -> None:
    assert minutes(text) == expected
