"""What is read of Docker's answers, from a server of its own that sends bytes as Docker does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from release import docker

JSON = b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n"
Serve = Callable[[bytes], list[bytes]]


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Answer the next request with these bytes and the connection's end; what was requested is in the list."""
    path = str(tmp_path / "docker.sock")
    monkeypatch.setattr(docker, "SOCKET", path)
    door = socket.socket(socket.AF_UNIX)
    door.bind(path)
    door.listen()

    def start(answer: bytes) -> list[bytes]:
        asked: list[bytes] = []

        def once() -> None:
            link, _ = door.accept()
            with link:
                asked.append(link.recv(65536))
                link.sendall(answer)

        threading.Thread(target=once, daemon=True).start()
        return asked

    return start


def test_json_is_read_to_the_end_of_the_connection(serve: Serve) -> None:
    asked = serve(JSON + b'\r\n[{"Id":"' + b"a" * 200_000 + b'"}]')
    assert docker.ask("/tasks") == [{"Id": "a" * 200_000}]
    assert asked[0].startswith(b"GET /tasks HTTP/1.0\r\nHost: docker\r\n")


def test_what_is_sent_is_json(serve: Serve) -> None:
    asked = serve(b"HTTP/1.0 204 No Content\r\n\r\n")
    assert docker.ask("/exec", "POST", given={"Tty": False}) is None
    assert asked[0].endswith(b'Content-Length: 14\r\n\r\n{"Tty": false}')


def test_what_a_command_printed_comes_as_bytes(serve: Serve) -> None:
    serve(b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n\x01\0\0\0out")
    assert docker.ask("/exec/1/start", "POST", given={}) == b"\x01\0\0\0out"


def test_an_error_says_what_docker_says(serve: Serve) -> None:
    serve(b'HTTP/1.0 404 Not Found\r\nContent-Type: application/json\r\n\r\n{"message":"no such image"}')
    assert not docker.have_image("freehold.invalid/app:1")
    serve(b"HTTP/1.0 500 Internal Server Error\r\n\r\nbroken")
    with pytest.raises(docker.DockerError, match="Docker answers 500: broken"):
        docker.ask("/tasks")


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n[]", b"nonsense\r\n\r\n"])
def test_half_an_answer_is_none(serve: Serve, answer: bytes) -> None:
    serve(answer)
    with pytest.raises(docker.DockerError, match="does not answer: its answer is cut off"):
        docker.ask("/tasks")


def test_one_that_says_nothing_is_slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docker, "SOCKET", str(tmp_path / "docker.sock"))
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(docker.SOCKET)
        door.listen()
        with pytest.raises(docker.DockerSlow, match=r"does not answer within 0\.2 s"):
            docker.ask("/containers/x/wait", "POST", seconds=0.2)
