"""A local channel that stands for conda-forge, and blogs that use it.

The programs run as processes, as they do for a person.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
CHANNEL = "./conda/channels/test"
sys.dont_write_bytecode = True
sys.path[:0] = [str(APP / "conda"), str(ROOT / "cli/conda"), str(ROOT / "tests/support/conda")]


@dataclass(frozen=True)
class Done:
    """How a program ended."""

    status: int
    out: str
    err: str


def program(*command: object) -> Done:
    """Runs a Python program of ours."""
    env = {**os.environ, "PYTHONPATH": str(APP / "conda")}
    done = subprocess.run([sys.executable, *map(str, command)], capture_output=True, text=True, env=env, check=False)
    return Done(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class Blog:
    """As much of app/ as the image's build has."""

    folder: Path

    def asks(self, *dependencies: str, channels: str = f"[{CHANNEL}]", more: str = "") -> None:
        names = "".join(f"  - {name}\n" for name in dependencies)
        (self.folder / "environment.yml").write_text(f"name: blog\nchannels: {channels}\ndependencies:\n{names}{more}")

    def lock(self, *arguments: str) -> Done:
        return program(ROOT / "cli/conda/lock.py", self.folder, *arguments)

    def install(self) -> Done:
        return program(APP / "conda/install.py", self.folder, self.prefix)

    @property
    def prefix(self) -> Path:
        return self.folder.parent / "env"

    @property
    def channel(self) -> Path:
        return self.folder / CHANNEL

    @property
    def lock_text(self) -> str:
        return (self.folder / "environment.lock").read_text()

    def index(self) -> None:
        """What a channel's keeper does after a change."""
        code = "import asyncio, os, sys, pathlib; from rattler.index import index_fs; "
        code += "asyncio.run(index_fs(pathlib.Path(sys.argv[1]), force=True)); os._exit(0)"
        subprocess.run([sys.executable, "-c", code, str(self.channel)], check=True)


@pytest.fixture(scope="session")
def channel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("channel") / "test"
    subprocess.run([sys.executable, ROOT / "tests/support/conda/make_channel.py", folder], check=True)
    return folder


@pytest.fixture
def blog(tmp_path: Path, channel: Path) -> Blog:
    made = Blog(tmp_path / "app")
    shutil.copytree(channel, made.channel)
    return made


@pytest.fixture
def locked(blog: Blog) -> Blog:
    """One whose lock has Python, a noarch package, a compiled one and data."""
    blog.asks("python=3.13", "period")
    done = blog.lock()
    assert done.status == 0, done.err
    return blog


@dataclass
class Served:
    """The channel over HTTP. `answers` decides for each path; what it refuses has its connection closed."""

    url: str
    answers: Callable[[str], bool]
    asked: list[str]


@pytest.fixture
def served(blog: Blog) -> Iterator[Served]:
    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(self.path)
            if not state.answers(self.path):
                self.close_connection = True
                self.connection.close()
                return
            super().do_GET()

        def do_HEAD(self) -> None:
            if state.answers(self.path):
                super().do_HEAD()

        def log_message(self, *_: object) -> None:
            pass

        def handle(self) -> None:
            with suppress(OSError, ValueError):
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(blog.channel)))
    state = Served(f"http://127.0.0.1:{server.server_port}/", lambda _: True, [])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield state
    server.shutdown()
    server.server_close()
