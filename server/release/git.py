"""The bare repository, read as the author: root runs no git where an author could change the configuration."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable

from release.places import REPOSITORY, UPLOADS
from release.processes import AS_AUTHOR, confined, quietly, short_output
from release.steps import Refused
from shared.locks import SHARED, held

ENVIRONMENT = ("env", "-i", "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "GIT_CONFIG_NOSYSTEM=1")
ID = re.compile(r"[0-9a-f]{40}", re.ASCII)
MAIN = "refs/heads/main"
KEPT = "refs/freehold/kept/"
SECONDS = 120


def command(*words: str, variables: Iterable[str] = ()) -> list[str]:
    """Return the command line of a git of the author's. ``variables``: NAME=VALUE of its environment."""
    return [*AS_AUTHOR, *ENVIRONMENT, *variables, "git", "-C", REPOSITORY, *words]


def git(*words: str) -> str | None:
    """Return what git prints, limited in memory, time and length because what it reads was pushed. None: it failed."""
    process = confined(SECONDS, command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    text = short_output(process)
    return text.rstrip("\n") if process.returncode == 0 else None


def main_release() -> str:
    """Return the commit that `main` names, or nothing."""
    found = git("rev-parse", "--quiet", "--verify", MAIN) or ""
    return found if ID.fullmatch(found) else ""


def subject(commit: str) -> str:
    """Return the first line of a commit's message, for people."""
    return (git("log", "-1", "--format=%s", commit) or "").split("\n")[0][:60]


def has_commit(commit: str) -> bool:
    """Return whether the repository has that commit."""
    return kind_of(commit)[0] == "commit"


def kind_of(name: str) -> tuple[str, int]:
    """Return of what kind an object is, and its bytes; nothing and 0 where there is none."""
    found = (_fed(f"{name}\n", "cat-file", "--batch-check") or "").split(" ")
    return (found[1], int(found[2])) if len(found) == 3 else ("", 0)


def set_main(commit: str) -> None:
    """Make `main` that commit. Whoever calls holds the turn, so a lock file that is found is of a dead process."""
    clear_locks()
    if git("update-ref", "-m", f"freehold: live is {commit[:12]}", MAIN, commit) is None:
        raise OSError(f"git could not move main to {commit[:12]}")


def clear_locks() -> None:
    """Remove lock files that a dead git left: with one of them git could not move `main` after a release.

    Whoever calls holds the turn. A push's own git locks no ref before its hook `proc-receive` has ended. Root looks whether
    there are any; what removes them cannot follow a link to somewhere else.
    """
    names = (name for _, _, files in os.walk(f"{REPOSITORY}/refs") for name in files)
    if not any(name.endswith(".lock") for name in (*(entry.name for entry in os.scandir(REPOSITORY)), *names)):
        return
    quietly([*AS_AUTHOR, "rm", "-f", *(f"{REPOSITORY}/{name}.lock" for name in ("packed-refs", "HEAD", "shallow"))])
    quietly([*AS_AUTHOR, "find", f"{REPOSITORY}/refs", "-name", "*.lock", "-type", "f", "-delete"])


def keep(commit: str) -> None:
    """Let no git prune that commit, whatever `main` leads to. Raises Refused where the disk takes not even that."""
    if git("update-ref", f"{KEPT}{commit}", commit) is None:
        raise Refused("FH-DISK-FULL: git could not write a reference (see above). Ask the operator to free disk space")


def keep_only(commits: Iterable[str]) -> None:
    """Keep these commits and no others."""
    wanted = set(commits)
    kept = set((git("for-each-ref", "--format=%(refname:lstrip=3)", KEPT) or "").split())
    for commit in wanted - kept:
        git("update-ref", f"{KEPT}{commit}", commit)
    for commit in kept - wanted:
        git("update-ref", "-d", f"{KEPT}{commit}")


def without(commit: str, paths: Iterable[str], message: str, author: str) -> str:
    """Write a commit on top of one that lacks these files, by a throwaway index. Returns its id. Raises Refused."""
    index = f"GIT_INDEX_FILE={REPOSITORY}/without.index"
    mail = "EMAIL=unpublish@freehold.invalid"
    names = [f"GIT_{role}_NAME={author}" for role in ("AUTHOR", "COMMITTER")]
    gone = "".join(f"0 {'0' * 40}\t{path}\0" for path in paths)
    steps = (("read-tree", commit), ("update-index", "-z", "--index-info"), ("write-tree",))
    with held(UPLOADS, kind=SHARED):
        done = [_fed(gone if "--index-info" in words else "", *words, variables=[index]) for words in steps]
        tree = done[-1]
        made = tree and _fed(message, "commit-tree", "-p", commit, tree, variables=[mail, *names])
        if made:
            keep(made)
    quietly([*AS_AUTHOR, "rm", "-f", index.partition("=")[2]])
    if not made or None in done:
        raise Refused("FH-UNPUBLISH-COMMIT: git could not write the commit without the post (see above)")
    return made


def _fed(text: str, *words: str, variables: Iterable[str] = ()) -> str | None:
    """Return what git prints, given this text as its input. None: it failed."""
    process = confined(SECONDS, command(*words, variables=variables), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    printed = process.communicate(text.encode())[0].decode("utf-8", "replace")
    return printed.strip() if process.returncode == 0 else None


def has_path(commit: str, path: str) -> bool:
    """Return whether the commit has a file or folder of that path."""
    return bool(git("ls-tree", "--name-only", commit, "--", path))
