"""What programs may rely on: docs/protocol.md has the same fields."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alarm import gauges
from alarm.gauges import Gauges
from author import hello_main, logs_main, releases_main, status_main
from release import places, records
from release.facts import Facts
from release.protocol import OLDEST_LAPTOP, VERSION, judge
from release.records import Entry

ROOT = Path(__file__).parents[2]


def test_the_server_and_its_files_have_one_version() -> None:
    assert (ROOT / "server/version").read_text() == f"{VERSION}\n"
    assert f"`OLDEST_LAPTOP` in `release/protocol.py` (now {OLDEST_LAPTOP})" in (ROOT / "docs/protocol.md").read_text()
    assert f"`version` is {VERSION}" in (ROOT / "docs/protocol.md").read_text()


@pytest.mark.parametrize(("laptop", "served"), [(1, False), (2, True), (9, True)])
def test_a_laptop_that_is_too_old_is_told_what_to_do(laptop: int, served: bool) -> None:
    sentence = (
        "FH-LAPTOP-OLD: this checkout speaks version 1, the server serves 2 and newer; "
        "nothing was changed. Bring the checkout forward: git pull"
    )
    assert judge(laptop, oldest=2) == ("" if served else sentence)


def test_hello(capsys: pytest.CaptureFixture[str]) -> None:
    assert hello_main.main([str(OLDEST_LAPTOP)]) == 0
    assert json.loads(capsys.readouterr().out) == {"version": VERSION, "oldestLaptop": OLDEST_LAPTOP}
    assert hello_main.main([str(OLDEST_LAPTOP - 1)]) == 1
    assert capsys.readouterr().err.startswith("FH-LAPTOP-OLD: ")
    assert hello_main.main(["x"]) == 2


def test_releases_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    one, two = "1" * 40, "2" * 40
    entries = [
        Entry(one, "ada", "push", "live", 7, "2026-11-22T08:00:00Z", attempt="x"),
        Entry(two, "bob", "push", "refused", 8, "2026-11-22T09:00:00Z", "the build of app failed"),
    ]
    for entry in entries:
        records.add(entry)
    (places.STATE / "live").write_text(f"{one}\n")
    assert releases_main.main(["--json"]) == 0
    first = {
        "release": one,
        "author": "ada",
        "how": "push",
        "result": "live",
        "seconds": 7,
        "at": "2026-11-22T08:00:00Z",
    }
    second = {
        "release": two,
        "author": "bob",
        "how": "push",
        "result": "refused",
        "seconds": 8,
        "at": "2026-11-22T09:00:00Z",
    }
    assert json.loads(capsys.readouterr().out) == {
        "version": VERSION,
        "live": one,
        "previous": None,
        "ready": [one],
        "releases": [first, {**second, "reason": "the build of app failed"}],
    }


def test_status_shows_the_certificate_that_its_gauges_read(monkeypatch: pytest.MonkeyPatch) -> None:
    reads = iter([Gauges(1, 1, 1, None, None, None, 1.0)])
    monkeypatch.setattr(gauges, "read", lambda: next(reads))
    monkeypatch.setattr(status_main, "free_space", lambda _: (0, 0))
    monkeypatch.setattr(status_main, "_total_disk_mb", lambda: 0)
    data = status_main.collect(Facts(), [])
    assert data["certificate"] == "https     off"
    assert [one["word"] for one in data["troubles"]] == ["disk", "inodes", "memory"]


JOURNAL = ["timeout", "3600", "journalctl", "--quiet", "--no-pager"]
APP, NGINX = (f"COM_DOCKER_SWARM_SERVICE_NAME=blog_{name}" for name in ("app", "nginx"))


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ([], ["--output=cat", "--lines=200", APP, "+", NGINX]),
        (["app"], ["--output=cat", "--lines=200", APP]),
        (["nginx", "-f"], ["--output=cat", "--lines=200", "--follow", NGINX]),
        (
            ["app", "--json"],
            [
                "--output=json",
                "--output-fields=MESSAGE,COM_DOCKER_SWARM_SERVICE_NAME,__REALTIME_TIMESTAMP",
                "--lines=200",
                APP,
            ],
        ),
    ],
)
def test_logs_are_journalctls(words: list[str], rest: list[str]) -> None:
    assert logs_main.command(words) == [*JOURNAL, *rest]


@pytest.mark.parametrize("words", [["ssh"], ["app", "nginx"], ["--since=1"], ["-f", "x"]])
def test_logs_of_nothing_else(words: list[str]) -> None:
    assert logs_main.command(words) is None
