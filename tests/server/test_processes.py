"""A judge in a copy of the program: what it reads, prints and returns; nothing of the release goes on there."""

from __future__ import annotations

import os
import sys
import time

import pytest

from release import processes


@pytest.fixture(autouse=True)
def no_cgroups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "enter", lambda _: None)


def test_it_reads_the_source_and_its_words_come_back() -> None:
    def judge() -> int:
        print(sys.stdin.buffer.read().decode().upper(), end="")
        return 3

    assert processes.judged(10, ["printf", "tree"], judge) == (0, 3, "TREE")


def test_a_source_that_fails_is_told() -> None:
    assert processes.judged(10, ["false"], lambda: 0) == (1, 0, "")


def test_one_that_raises_or_exits_ends_there() -> None:
    def raises() -> int:
        raise ValueError("broken")

    here = os.getpid()
    assert processes.judged(10, ["true"], raises)[1] == 1
    assert processes.judged(10, ["true"], lambda: sys.exit(0))[1] == 1
    assert os.getpid() == here


def test_it_has_only_its_time() -> None:
    def sleeps() -> int:
        time.sleep(60)
        return 0

    began = time.monotonic()
    status = processes.judged(1, ["true"], sleeps)[1]
    assert status < 0
    assert time.monotonic() - began < 30


def test_what_it_prints_beyond_the_limit_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "SHORT", 10)

    def judge() -> int:
        print("x" * 10_000_000)
        return 0

    _, status, text = processes.judged(10, ["true"], judge)
    assert text == "x" * 10
    assert status != 0
