"""The worker count comes from the memory limit, of cgroup v1 or v2."""

from __future__ import annotations

from pathlib import Path

import pytest

from workers import memory_limit, parse_limit, worker_count

MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("limit", "workers"),
    [
        (None, 2),
        (0, 1),
        (64 * MIB, 1),
        (160 * MIB, 1),
        (223 * MIB, 1),
        (224 * MIB, 2),
        (352 * MIB, 4),
        (64_000 * MIB, 4),
    ],
)
def test_worker_count(limit: int | None, workers: int) -> None:
    assert worker_count(limit) == workers


@pytest.mark.parametrize(
    ("text", "limit"),
    [("167772160\n", 167772160), ("max\n", None), ("9223372036854771712\n", None), ("", None), ("-1", None)],
)
def test_parse_limit(text: str, limit: int | None) -> None:
    assert parse_limit(text) == limit


def test_memory_limit_reads_the_first_file_there_is(tmp_path: Path) -> None:
    v2, v1 = tmp_path / "memory.max", tmp_path / "memory.limit_in_bytes"
    assert memory_limit((v2, v1)) is None
    v1.write_text("1000\n")
    assert memory_limit((v2, v1)) == 1000
    v2.write_text("2000\n")
    assert memory_limit((v2, v1)) == 2000
