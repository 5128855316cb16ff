"""A reload is over when no worker of before takes connections."""

from __future__ import annotations

import pytest

from release import reload
from release.docker import DockerError

TITLES = ["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"]
MASTER = "nginx: master process nginx -g daemon off;"


def process(pid: str, title: str) -> list[str]:
    return ["33", pid, "1", "0", "10:00", "?", "00:00:00", title]


@pytest.mark.parametrize(
    ("rows", "ids"),
    [
        ([process("1", MASTER), process("7", "nginx: worker process")], {"7"}),
        ([process("7", "nginx: worker process is shutting down"), process("8", "nginx: worker process")], {"8"}),
        ([process("9", "nginx: cache manager process"), process("3", "gunicorn")], set()),
        ([], set()),
    ],
)
def test_which_workers_take_connections(rows: list[list[str]], ids: set[str]) -> None:
    assert reload.accepting(TITLES, rows) == ids


def test_it_waits_for_the_worker_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    old, leaving, new = (
        process("7", "nginx: worker process"),
        process("7", "nginx: worker process is shutting down"),
        process("8", "nginx: worker process"),
    )
    asked: list[str] = []
    seen = iter([[old], [old, new], [old, new], [leaving, new]])

    def ask(path: str, method: str = "GET") -> object:
        asked.append(f"{method} {path}")
        return {"Titles": TITLES, "Processes": next(seen)} if method == "GET" else None

    monkeypatch.setattr(reload, "ask", ask)
    monkeypatch.setattr(reload, "nginx_containers", lambda: [{"Id": "n"}])
    reload.reload_nginx(tested=True)
    assert asked == ["GET /containers/n/top", "POST /containers/n/kill?signal=HUP", *["GET /containers/n/top"] * 3]


def test_where_docker_cannot_tell_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(path: str, method: str = "GET") -> None:
        if method == "GET":
            raise DockerError(f"{path}: 404")

    monkeypatch.setattr(reload, "ask", ask)
    monkeypatch.setattr(reload, "nginx_containers", lambda: [{"Id": "n"}])
    reload.reload_nginx(tested=True)
