"""What every program of the server reads and locks with: real files, real locks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from shared.files import read_json
from shared.locks import Busy, give_back, held, is_held, try_take


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"a": [1]}', {"a": [1]}),
        (b"null", None),
        (b"", None),
        (b'{"a": [1', None),
        (b"\xff\x00", None),
        (b"[" * 200_000, None),
    ],
)
def test_json_or_nothing(state: Path, content: bytes, expected: object) -> None:
    (state / "x.json").write_bytes(content)
    assert read_json(state / "x.json") == expected
    assert read_json(state / "missing.json") is None


def test_who_looks_at_a_lock_takes_it_from_nobody(state: Path) -> None:
    lock = state / "lock"
    assert not is_held(lock)
    with held(str(lock)):
        assert is_held(lock)
        with pytest.raises(Busy):
            held(str(lock), 0).__enter__()
    assert not is_held(lock)
    handle = os.open(lock, os.O_RDWR)
    other = os.open(lock, os.O_RDWR)
    assert try_take(handle)
    assert not try_take(other)
    give_back(handle)
    assert try_take(other)
    os.close(other)
    os.close(handle)
