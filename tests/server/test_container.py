"""A container's way to its end, with a Docker that is played: how long it runs, how it ends, what it prints."""

from __future__ import annotations

import pytest

from release import container
from release.docker import DockerSlow
from release.limits import DISK_LOW, TOO_LONG, Ended


class Docker:
    """Answers what `run` asks. ``waits``: how often the container is found running; -1: until it is killed."""

    def __init__(self, waits: int, status: int = 0) -> None:
        self.waits, self.status = waits, status
        self.asked: list[str] = []

    def ask(self, path: str, *_: str, **_options: object) -> object:
        self.asked.append(path.removeprefix("/containers/").split("?")[0])
        if path.endswith("/kill"):
            self.waits, self.status = 0, 137
        if path.endswith("/wait"):
            if self.waits:
                self.waits -= 1
                raise DockerSlow
            return {"StatusCode": self.status}
        return b"\x01\0\0\0\0\0\0\x04out\n\x02\0\0\0\0\0\0\x04err\n" if "/logs" in path else None


def run(monkeypatch: pytest.MonkeyPatch, docker: Docker, seconds: int = 100, low: bool = False) -> Ended:
    monkeypatch.setattr(container, "ask", docker.ask)
    monkeypatch.setattr(container, "disk_is_low", lambda: low)
    monkeypatch.setattr(container, "make_room", lambda: None)
    return container.run("x", {}, seconds)


def test_it_is_waited_for_and_its_words_are_passed_on(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    docker = Docker(2, 3)
    assert run(monkeypatch, docker) == Ended(3, "out\nerr\n")
    assert docker.asked == ["create", "x/start", "x/wait", "x/wait", "x/wait", "x/logs"]
    assert capsysbinary.readouterr().out == b"out\nerr\n"


def test_one_that_takes_too_long_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    docker = Docker(-1)
    assert run(monkeypatch, docker, seconds=-1).status == TOO_LONG
    assert docker.asked.count("x/kill") == 1


def test_one_that_fills_the_disk_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, Docker(-1), low=True).status == DISK_LOW


def test_a_piece_that_docker_cut_off_is_shown_as_far_as_it_came() -> None:
    assert container.plain(b"\x01\0\0\0\0\0\0\x09half") == b"half"
    assert container.plain(b"\x01\0\0\0") == b""


def test_it_has_no_network_and_no_privileges() -> None:
    made = container.specification("i", ["a", "b"], {"/x": "/y:ro"}, {"cpu": 3})
    assert made["NetworkDisabled"] is True
    assert (made["Entrypoint"], made["Cmd"]) == (["a"], ["b"])
    host = made["HostConfig"]
    assert (host["NetworkMode"], host["ReadonlyRootfs"], host["CapDrop"]) == ("none", True, ["ALL"])
    assert host["Binds"] == ["/x:/y:ro"]
    assert host["Ulimits"] == [{"Name": "cpu", "Soft": 3, "Hard": 3}]
