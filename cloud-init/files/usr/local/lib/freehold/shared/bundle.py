"""The files that Freehold keeps on this server: where they come from, and how they are brought."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

import yaml

from shared.files import write_whole

# Lists all of them: what a later bundle no longer has is removed.
MANIFEST = "/var/lib/freehold/files"
# The last one, for repairs.
BUNDLE = "/var/lib/freehold/bundle"
LIBRARY = "/usr/local/lib/freehold"


class File(NamedTuple):
    """One file as it should be. ``path``: where, from the root."""

    path: str
    mode: int
    content: bytes


def listed(root: str) -> list[str]:
    """Return the paths that the manifest below ``root`` lists."""
    manifest = Path(root + MANIFEST)
    return manifest.read_text(encoding="utf-8").splitlines() if manifest.exists() else []


def of_bundle(text: bytes) -> list[File]:
    """Return the ``write_files`` of a #cloud-config and nothing else of it: no host key changes this way."""
    found = yaml.safe_load(text)["write_files"]
    return [File(file["path"], int(file["permissions"], 8), file["content"].encode()) for file in found]


def of_archive(stream: IO[bytes], before: Sequence[str]) -> list[File]:
    """Return what `git archive COMMIT server` has, and a manifest that lists it beside ``before``.

    Places and modes are those of infra/boot/user-data.ts, kept equal by a test. Raises ``ValueError`` where there is
    nothing in it, or something else than plain files.
    """
    files = []
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isreg() else None
            if content is not None and member.name.startswith("server/"):
                files.append(_placed(member.name.removeprefix("server/"), content.read()))
            elif not member.isdir():
                raise ValueError(f"{member.name} is no plain file of server/")
    if not files:
        raise ValueError("the commit has no folder server/")
    paths = sorted({*before, *(file.path for file in files), MANIFEST})
    return [*files, File(MANIFEST, 0o644, "".join(f"{path}\n" for path in paths).encode())]


def _placed(name: str, content: bytes) -> File:
    path = f"/{name}" if name.startswith(("etc/", "usr/")) else f"{LIBRARY}/{name}"
    mode = 0o440 if path.startswith("/etc/sudoers.d/") else 0o755 if content.startswith(b"#!") else 0o644
    return File(path, mode, content)


def bring(files: Sequence[File], root: str) -> Iterator[str]:
    """Write what differs and remove what the manifest no longer lists. Yields one line for each change.

    Setup's parts come after what they run, the manifest last: what a power cut interrupts is done again.
    """
    before = listed(root)
    for file in sorted(files, key=lambda f: (f.path == MANIFEST, "/setup.d/" in f.path)):
        place = Path(root + file.path)
        found = place.exists()
        if found and place.read_bytes() == file.content and place.stat().st_mode & 0o7777 == file.mode:
            continue
        yield ("changed " if found else "new     ") + file.path
        if file.path == MANIFEST:
            for path in sorted(set(before) - set(file.content.decode().splitlines())):
                if Path(root + path).exists():
                    yield f"removed {path}"
                    Path(root + path).unlink()
        write_whole(place, file.content, file.mode)
