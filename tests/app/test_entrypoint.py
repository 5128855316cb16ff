"""The real entrypoint with a real Gunicorn."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import serve

START_SECONDS = 60
"""How long a loaded machine may take to start Gunicorn before the test gives up."""


class Server:
    """The entrypoint as a process of its own; its output is in `log`."""

    def __init__(self, root: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = root.parent / "log"
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                ["bash", "server/entrypoint", "--bind", f"127.0.0.1:{self.port}"],
                cwd=root,
                env={**os.environ, "PATH": path, "FREEHOLD_RELEASE": "feedfacecafe"},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def status(self) -> int | None:
        """Status of the health page; None where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            response = connection.getresponse()
            assert response.headers["X-Freehold-App"] == "feedfacecafe"
            return response.status
        except OSError:
            return None
        finally:
            connection.close()

    def wait_for(self, condition: str) -> None:
        """Waits until the log has `condition`, or until the health page answers where it is "answer"."""
        end = time.monotonic() + START_SECONDS
        while not (self.status() == 200 if condition == "answer" else condition in self.log.read_text()):
            if time.monotonic() > end or self.process.poll() is not None:
                pytest.fail(f"no {condition!r} in {self.log.read_text()}")
            time.sleep(0.05)


@pytest.fixture
def server(root: Path) -> Iterator[Server]:
    serve(root)
    server = Server(root)
    yield server
    if server.process.poll() is None:
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait()


def test_serves_on_after_sigterm_and_then_ends_well(server: Server) -> None:
    server.wait_for("answer")
    told = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    server.wait_for("SIGTERM: serving for 4 s more")
    answers = []
    while "Handling signal: term" not in server.log.read_text():
        answers.append(server.status())
    assert server.process.wait(timeout=START_SECONDS) == 0
    assert time.monotonic() - told >= 4
    # The last one may have met the stop itself.
    assert len(answers) > 10
    assert set(answers[:-1]) == {200}


def test_a_request_under_way_is_answered(server: Server) -> None:
    server.wait_for("answer")
    with socket.create_connection(("127.0.0.1", server.port), timeout=START_SECONDS) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\n")
        server.process.send_signal(signal.SIGTERM)
        server.wait_for("Handling signal: term")
        connection.sendall(b"Host: x\r\n\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 200 OK\r\n")
    assert server.process.wait(timeout=START_SECONDS) == 0


def test_sigint_ends_at_once(server: Server) -> None:
    server.wait_for("answer")
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(timeout=START_SECONDS) == 0
    assert "SIGTERM: serving" not in server.log.read_text()


def test_a_blog_that_was_not_rendered_ends_the_start_with_one_line(root: Path) -> None:
    server = Server(root)
    assert server.process.wait(timeout=START_SECONDS) == 1
    site = root / "site"
    assert server.log.read_text().splitlines()[-1] == (
        f"The blog cannot start. {site} has no rendered blog; make it with `python3 -m rendering {site}`"
    )
    assert "Traceback" not in server.log.read_text()


def build(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rendering", "site", *options], cwd=root, capture_output=True, text=True, check=False
    )


def test_the_build_tells_all_that_is_wrong_and_keeps_what_it_made_before(root: Path) -> None:
    good = build(root)
    assert (good.returncode, good.stdout.startswith("2 posts, 11 pages, rendered in ")) == (0, True), good
    shutil.copy(root / "site.toml", root / "posts" / "x.md")
    (root / "posts" / "y.md").write_text("---\ntitle: T\n")
    bad = build(root)
    assert bad.returncode == 1
    assert bad.stderr == (
        "The blog cannot be built: 2 problems.\n"
        'posts/x.md:1: must begin with a line "---", and below it its title and date\n'
        'posts/y.md:1: the front matter has no end; close it with a line "---"\n'
    )
    assert sorted(file.name for file in root.glob("site*")) == ["site", "site.toml"]
    assert (root / "site" / "release.json").exists()


def test_the_build_takes_nobody_elses_folder(root: Path) -> None:
    (root / "site").mkdir()
    (root / "site" / "thesis.tex").write_text("precious")
    assert build(root).stderr == "site is not empty and was not made by this program; name another folder\n"
    assert (root / "site" / "thesis.tex").read_text() == "precious"
