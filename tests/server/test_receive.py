"""What an author's own git says of a push: real git, the hook itself, a release that is played, a disk that is full."""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVER = Path(__file__).parents[2] / "server"
SHARED = Path(__file__).parents[2] / "cloud-init/files/usr/local/lib/freehold"
# The release is played: it decides, fills the disk where FULL is set, and moves `main` as `git.set_main` would.
HOOK = f"""#!/usr/bin/env python3
import os, subprocess, sys
sys.path[:0] = [{str(SERVER)!r}, {str(SHARED)!r}]
from release import receive_main

def released(old, new):
    if os.environ.get("REFUSED"):
        return False
    open("live", "w").write(new)
    if os.environ.get("FULL"):
        try:
            with open("filler", "wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))
        except OSError:
            pass
    status = subprocess.run(["git", "update-ref", "refs/heads/main", new]).returncode
    print("moved" if status == 0 else "main could not be moved", file=sys.stderr)
    return True

receive_main.released = released
sys.exit(receive_main.main())
"""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Two megabytes for the server's repository, where this machine lets us mount them."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = ctypes.CDLL(None).mount(b"tmpfs", str(folder).encode(), b"tmpfs", 0, b"size=2m") == 0
    if not mounted and os.environ.get("CI"):
        raise AssertionError("cannot mount")
    if not mounted:
        pytest.skip("only root can mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


class Clone:
    """An author's clone, and the server's repository on its disk."""

    def __init__(self, tmp_path: Path, disk: Path) -> None:
        self.here, self.server = tmp_path / "clone", disk / "blog.git"
        subprocess.run(["git", "init", "-q", "-b", "main", str(self.here)], check=True)
        subprocess.run(["git", "init", "-q", "--bare", "--template=", str(self.server)], check=True)
        config = (SERVER / "release/repository.config").read_text()
        hooks = tmp_path / "hooks"
        hooks.mkdir()
        (hooks / "proc-receive").write_text(HOOK)
        (hooks / "proc-receive").chmod(0o755)
        (hooks / "update").write_text((SERVER / "release/hooks/update").read_text())
        (hooks / "update").chmod(0o755)
        (self.server / "config").write_text(config.replace("/usr/local/lib/freehold/release/hooks", str(hooks)))

    def git(self, *words: str) -> str:
        command = ["git", "-C", str(self.here), "-c", "user.name=a", "-c", "user.email=b", *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, *words: str) -> str:
        self.git("commit", "-q", "--allow-empty", "-m", "x", *words)
        return self.git("rev-parse", "HEAD")

    def push(self, *words: str, **environment: str) -> tuple[int, str]:
        command = ["git", "-C", str(self.here), "push", str(self.server), *words]
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C", **environment}
        )
        return done.returncode, done.stderr

    def main(self) -> str:
        return self.git("ls-remote", str(self.server), "refs/heads/main").partition("\t")[0]


@pytest.fixture
def clone(tmp_path: Path, disk: Path) -> Clone:
    return Clone(tmp_path, disk)


def test_a_full_disk_after_it_is_live_is_no_rejection(clone: Clone) -> None:
    first = clone.commit()
    assert clone.push("HEAD:main")[0] == 0
    second = clone.commit()
    status, words = clone.push("HEAD:main", FULL="1")
    assert "main could not be moved" in words
    assert (status, "rejected" in words) == (0, False)
    assert f"{first[:7]}..{second[:7]}  HEAD -> main" in words
    assert (clone.server / "live").read_text() == second
    # What `receive` and `watch` do as soon as there is space.
    assert clone.main() == first
    (clone.server / "filler").unlink()
    subprocess.run(["git", "-C", str(clone.server), "update-ref", "refs/heads/main", second], check=True)
    assert clone.push("HEAD:main") == (0, "Everything up-to-date\n")


def test_what_was_refused_is_rejected_and_main_stays(clone: Clone) -> None:
    first = clone.commit()
    clone.push("HEAD:main")
    clone.commit()
    status, words = clone.push("HEAD:main", REFUSED="1")
    assert status == 1
    assert "! [remote rejected] HEAD -> main (hook declined)" in words
    assert clone.main() == first


@pytest.mark.parametrize(
    ("words", "reason"), [(("--force", "HEAD:main"), "non-fast-forward"), ((":main",), "deletion prohibited")]
)
def test_what_git_itself_would_reject(clone: Clone, words: tuple[str, ...], reason: str) -> None:
    first = clone.commit()
    clone.push("HEAD:main")
    clone.commit("--amend", "-m", "y")
    status, said = clone.push(*words)
    assert status == 1
    assert f"main ({reason})" in said
    assert clone.main() == first


def test_an_operator_can_allow_one_push_that_does_not_follow(clone: Clone) -> None:
    clone.commit()
    clone.push("HEAD:main")
    other = clone.commit("--amend", "-m", "y")
    subprocess.run(["git", "-C", str(clone.server), "config", "receive.denyNonFastForwards", "false"], check=True)
    assert clone.push("--force", "HEAD:main")[0] == 0
    assert clone.main() == other


def test_other_refs_stay_with_the_author_and_main_is_released(clone: Clone) -> None:
    commit = clone.commit()
    clone.git("tag", "v1")
    status, words = clone.push("HEAD:main", "HEAD:draft", "v1")
    assert status == 1
    assert "FH-PUSH-TAG: this server takes no tags: v1 stays with you." in words
    assert "git push server draft:main" in words
    assert clone.main() == commit
    assert clone.git("ls-remote", str(clone.server)) == f"{commit}\trefs/heads/main"
