"""Weighs a commit by git's own sizes, before a byte of it is written or parsed.

Reads at most MAX_ENTRIES entries: a tree may name itself a billion times.
"""

from __future__ import annotations

import json
import posixpath
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, cast

from policy import checks
from policy.parts import Entry, parts

NEEDED = ("compose.yaml", "app/Dockerfile", "nginx/Dockerfile")
# What the server makes something of. Elsewhere (docs, tests) a commit may have what it likes.
OURS = ("compose.yaml", "app/", "nginx/")
KB, MB = 1024, 1024 * 1024
MAX_ENTRIES, MAX_NAME, MAX_PATH, MAX_LINK = 50_000, 255, 1024, 4 * KB
# Bytes of one file that our own scripts or BuildKit read whole, and of everything below a folder.
FILES = {
    "compose.yaml": 64 * KB,
    checks.PATH: checks.MAX_BYTES,
    **{f"{f}/{n}": 64 * KB for f in ("app", "nginx") for n in ("Dockerfile", ".dockerignore")},
}
FOLDERS = {"app/": (512 * MB, 20_000), "nginx/": (64 * MB, 2_000), "nginx/conf/": (1 * MB, 200)}
# Left free for the list of releases and whatever else must still be written, in bytes and inodes.
SPARE = 4 * MB, 100


class TooMany(Exception):
    """More than is read."""


def records(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the parts of a stream between NULs, never holding more than one and a block."""
    rest = b""
    while block := stream.read(64 * KB):
        *whole, rest = (rest + block).split(b"\0")
        yield from whole
        if len(rest) > 8 * KB:
            raise TooMany(f"FH-TREE-NAME: a path has more than {8 * KB} bytes")


def entries(stream: IO[bytes]) -> list[Entry]:
    """Return every entry, folders included. Raises ``TooMany``."""
    found: list[Entry] = []
    for record in records(stream):
        if len(found) >= MAX_ENTRIES:
            raise TooMany(f"FH-TREE-ENTRIES: the commit has more than {MAX_ENTRIES} files and folders")
        meta, path = record.split(b"\t", 1)
        mode, _, blob, size = meta.decode().split()
        found.append(Entry(mode, blob, 0 if size == "-" else int(size), path.decode("utf-8", "surrogateescape")))
    return found


def blobs(ids: Sequence[str]) -> dict[str, str]:
    """Return the text of small blobs (where links point, a Dockerfile), by object id.

    Run as the author: root runs no git where the author could change its configuration.
    """
    git = ["git", "-C", "/srv/freehold/blog.git", "cat-file", "--batch"]
    with subprocess.Popen(
        git, stdin=subprocess.PIPE, stdout=subprocess.PIPE, user="author", group="author", extra_groups=[]
    ) as process:
        questions, answers = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        result = {}
        for blob in ids:
            questions.write(f"{blob}\n".encode())
            questions.flush()
            size = int(answers.readline().split()[2])
            result[blob] = answers.read(size + 1)[:-1].decode("utf-8", "replace")
        questions.close()
    return result


def weight_problems(found: Sequence[Entry], disk: int, inodes: int) -> Iterator[str]:
    """Yield each reason why the tree is too large. ``disk``, ``inodes``: what is free where it would be written."""
    for path, limit in FILES.items():
        size = next((size for _, _, size, name in found if name == path), 0)
        if size > limit:
            yield f"FH-TREE-SIZE: {path} has {size} bytes; at most {limit} are read"
    for folder, (limit, count) in FOLDERS.items():
        sizes = [size for mode, _, size, name in found if name.startswith(folder) and mode != "040000"]
        if sum(sizes) > limit:
            weight = f"{sum(sizes) // MB} MB; at most {limit // MB} MB are released"
            yield f"FH-TREE-SIZE: the files below {folder} have {weight}"
        if len(sizes) > count:
            yield f"FH-TREE-ENTRIES: there are {len(sizes)} files below {folder}; at most {count} are released"
    # Each file takes whole blocks of 4 kB.
    ours = [
        -(-size // 4096) * 4096 + 4096 * (mode == "040000") for mode, _, size, name in found if name.startswith(OURS)
    ]
    if sum(ours) + SPARE[0] > disk:
        yield (
            f"FH-DISK-FULL: this commit needs {(sum(ours) + SPARE[0]) // MB + 1} MB, {disk // MB} MB are free. "
            "Make it smaller, or ask the operator to free disk space"
        )
    if len(ours) + SPARE[1] > inodes:
        yield (
            f"FH-DISK-FULL: this commit needs {len(ours) + SPARE[1]} inodes, {inodes} are free. "
            "Ask the operator to free some"
        )
    for _, _, _, path in found:
        raw = path.encode("utf-8", "surrogateescape")
        if len(raw) > MAX_PATH or max(map(len, raw.split(b"/"))) > MAX_NAME:
            yield f"FH-TREE-NAME: a path may have {MAX_PATH} bytes and a name {MAX_NAME}: {path[:60]!r}…"


def shape_problems(found: Sequence[Entry], read_links: Callable[[Sequence[str]], Mapping[str, str]]) -> Iterator[str]:
    """Yield each reason why the tree is no site. Pure but for ``read_links``."""
    files = {path for mode, _, _, path in found if mode.startswith("100")}
    links = {path for mode, _, _, path in found if mode == "120000"}
    if any(path == checks.PATH for _, _, _, path in found) and checks.PATH not in files:
        yield f"{checks.PATH} is not a plain file: it must be one"
    for path in NEEDED:
        if path not in files:
            yield f"{path} is {'a symbolic link' if path in links else 'missing'}: it must be a plain file"
    if not any(path.startswith("nginx/conf/") for path in files):
        yield "nginx/conf/ is missing: nginx's configuration belongs there"
    followed = []
    for mode, blob, size, path in found:
        if not path.startswith(OURS):
            continue
        if mode == "160000":
            yield f"{path!r} is a submodule: the server does not fetch them; commit the files themselves"
        elif mode == "120000" and path.startswith("nginx/conf/"):
            yield f"{path!r} is a symbolic link: nginx/conf/ must have plain files"
        elif path.startswith("nginx/conf/") and path.split("/")[-1].startswith("."):
            yield f"FH-TREE-NAME: {path!r} begins with a dot: name it without"
        elif mode == "120000" and size > MAX_LINK:
            yield f"FH-TREE-SIZE: the symbolic link {path!r} has {size} bytes; at most {MAX_LINK} are read"
        elif mode == "120000" and path not in NEEDED:
            followed.append((blob, path))
    targets = read_links([blob for blob, _ in followed]) if followed else {}
    for blob, path in followed:
        top, link = path.split("/")[0], targets[blob]
        end = posixpath.normpath(posixpath.join(posixpath.dirname(path), link))
        if link.startswith("/") or not (end == top or end.startswith(top + "/")):
            yield f"{path!r} is a symbolic link out of {top}/ (to {link!r})"


def checks_of(found: Sequence[Entry]) -> tuple[list[checks.Check], list[str]]:
    """Return the author's checks, and what is wrong with them. Only of a tree whose files are small and plain."""
    blob = next((blob for _, blob, _, path in found if path == checks.PATH), "")
    return checks.parse(blobs([blob])[blob]) if blob else ([], [])


def main(disk: int, inodes: int) -> int:
    """Judge `git ls-tree -r -t -l -z --full-tree COMMIT` on standard input.

    Prints one JSON object, the ids of what goes into the images (parts.py) and the checks, or one line for each
    reason not to release that tree. Returns a status.
    """
    try:
        found = entries(sys.stdin.buffer)
    except TooMany as error:
        print(error)
        return 1
    problems = [*weight_problems(found, disk, inodes), *shape_problems(found, blobs)]
    asked, wrong = ([], []) if problems else checks_of(found)
    problems += wrong
    for problem in problems[:20]:
        print(problem)
    if problems:
        return 1
    print(json.dumps({**parts(found, lambda blob: blobs([blob])[blob])._asdict(), "checks": asked}))
    return 0
