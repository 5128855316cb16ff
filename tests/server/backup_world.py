"""A server that gives and takes backups, as far as its repository and host key: real git and ssh-keygen.

Not played: users, cgroups, locks of a release, tasks.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import ClassVar

import pytest

from backup import collect, take as taking
from release import git, records, state
from release.processes import Stream
from release.records import Entry


class Machine:
    """One server's repository and host key, in a folder of the test's own."""

    made: ClassVar[int] = 0

    def __init__(self, home: Path) -> None:
        self.repository = home / "blog.git"
        self.work = home / "work"
        home.mkdir()
        self.git("init", "--quiet", "--bare", "--initial-branch=main", str(self.repository), at=home)
        self.git("clone", "--quiet", str(self.repository), str(self.work), at=home)
        keygen = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "root@blog", "-f", str(home / "host")]
        subprocess.run(keygen, check=True)
        self.key = home / "host"

    def git(self, *words: str, at: Path | None = None) -> str:
        who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
        done = subprocess.run(["git", "-C", str(at or self.repository), *who, *words], check=True, capture_output=True)
        return done.stdout.decode().strip()

    def release(self, text: str) -> str:
        """Publish a commit as a release does: kept, live, `main`, and in the list."""
        (self.work / "post.md").write_text(text, encoding="utf-8")
        self.git("add", "post.md", at=self.work)
        self.git("commit", "--quiet", "-m", text, at=self.work)
        self.git("push", "--quiet", "origin", "HEAD:main", at=self.work)
        commit = self.git("rev-parse", "main")
        self.git("update-ref", f"{git.KEPT}{commit}", commit)
        state.set_live(commit)
        Machine.made += 1
        records.add(Entry(commit, "ada", "push", "live", 7, state.utc(1_800_000_000 + Machine.made)))
        return commit

    def lives(self, patch: pytest.MonkeyPatch) -> None:
        """Be the server that the program runs on."""

        def played(
            seconds: int, command: list[str], stdin: Stream = None, stdout: Stream = None
        ) -> subprocess.Popen[bytes]:
            assert seconds > 0
            return subprocess.Popen(command, stdin=stdin, stdout=stdout)

        patch.setattr(git, "command", lambda *words, **_: ["git", "-C", str(self.repository), *words])
        patch.setattr(git, "confined", played)
        patch.setattr(collect, "confined", played)
        patch.setattr(taking, "confined", played)
        patch.setattr(shutil, "chown", lambda *_: None)
        patch.setattr(collect, "HOST_KEY", self.key)
        patch.setattr(collect, "REPOSITORY", str(self.repository))


def folder(path: Path) -> Path:
    path.mkdir()
    return path
