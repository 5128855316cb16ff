"""Brings together what a backup has of this server, in a folder that only root can read."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from backup.archive import MANIFEST, SIGNATURE, digest, hashed
from backup.manifest import SERVER_MEMBERS, Member, text_of
from certificate.files import have, pack
from readers.store import FOLDER as READERS
from release import content, git, state
from release.limits import LEAST_DISK_MB
from release.machine import MB, free_space
from release.places import REPOSITORY, STATE, UPLOADS, site_url
from release.processes import confined
from shared.errors import UserError
from shared.files import read_text
from shared.locks import SHARED, held

HOST_KEY = Path("/etc/ssh/ssh_host_ed25519_key")
NAMESPACE = "freehold-backup"
"""Part of what is signed, so that a signature for something else is none for a backup."""
SECONDS = 1800
"""For the bundle. On two cores git wrote 30 MB in 0.4 s; 1/8 OCPU and a repository of 256 MB stay far below."""
TRIES = 3
COMPRESSED = (".br", ".gz")


def heads(path: Path) -> set[str]:
    """Return the commits that a bundle's references name."""
    found = set()
    with path.open("rb") as file:
        if not file.readline().startswith(b"# v"):
            return set()
        while (line := file.readline(4096)).strip():
            found.add(line.split(b" ")[0].decode("ascii", "replace"))
    return found


def check_disk(folder: Path = Path(REPOSITORY)) -> None:
    """Raise UserError where the repository may not fit a second time."""
    size = sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) // MB
    free = free_space(STATE)[0] // MB
    if free < size + LEAST_DISK_MB:
        raise UserError(
            "FH-BACKUP-DISK",
            f"{free} MB of the server's disk are free; a backup needs {size + LEAST_DISK_MB} MB for a while",
        )


def bundle(folder: Path) -> str:
    """Write `main` and all kept releases as a git bundle. Returns the live commit, which is in it. Raises UserError."""
    path = folder / "site.bundle"
    for _ in range(TRIES):
        live = state.live_release()
        if not live:
            raise UserError("FH-BACKUP-NONE", "nothing was released yet: there is nothing to back up")
        # Nothing is pruned meanwhile.
        with held(UPLOADS, kind=SHARED), path.open("wb") as out:
            words = ("bundle", "create", "--quiet", "-", "HEAD", "--all")
            status = confined(SECONDS, git.command(*words), stdin=subprocess.DEVNULL, stdout=out).wait()
        if status != 0:
            raise UserError("FH-BACKUP-BUNDLE", f"git could not write the repository (status {status}, see above)")
        # A release in between may have ended what was live before it.
        if live in heads(path):
            return live
    raise UserError("FH-BACKUP-BUSY", "each time a release came in between. Run it again when it has ended")


def page_sums(site: Path) -> str:
    """Return a line for each file that readers can get, as `sha256sum` writes it, without compressed copies."""
    files = (path for path in sorted(site.rglob("*")) if path.is_file() and not path.is_symlink())
    return "".join(f"{digest(path)}  {path.relative_to(site)}\n" for path in files if path.suffix not in COMPRESSED)


def _readers() -> str:
    """Return the daily summaries, one JSON object a line, oldest first."""
    texts = [read_text(path) or "" for path in sorted(READERS.glob("*.json"))]
    return "".join(f"{' '.join(text.split(chr(10))).strip()}\n" for text in texts if text.strip())


def collect(folder: Path) -> dict[str, Any]:
    """Write all members of the server into a folder. Returns what the manifest says about them. Raises UserError."""
    check_disk()
    at = state.utc()
    (folder / "releases.jsonl").write_text(read_text(STATE / "releases.jsonl") or "", encoding="utf-8")
    live = bundle(folder)
    (folder / "readers.jsonl").write_text(_readers(), encoding="utf-8")
    if name := content.name_of(live):
        (folder / "pages.sha256").write_text(page_sums(content.CONTENT / name / "site"), encoding="utf-8")
    with (folder / "certificate.tar").open("wb") as file:
        mine = have() if pack(file) else None
    if mine is None:
        (folder / "certificate.tar").unlink()
    certificate = {"names": sorted(mine.names), "ends": state.utc(mine.ends)} if mine else None
    return {"at": at, "url": site_url(), "live": live, "certificate": certificate}


def sign(path: Path) -> None:
    """Sign a file by the host key, which laptops have pinned; the signature lies beside it. Raises UserError."""
    words = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(HOST_KEY), "-n", NAMESPACE, str(path)]
    done = subprocess.run(words, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise UserError("FH-BACKUP-SIGN", f"ssh-keygen could not sign: {done.stderr.strip()}")


def make(folder: Path, stack: str, others: Sequence[Member]) -> list[str]:
    """Write all of a backup but the laptop's members into a folder. Returns the names, in the order of the archive."""
    about = collect(folder)
    host = " ".join(HOST_KEY.with_suffix(".pub").read_text(encoding="ascii").split()[:2])
    mine = [hashed(folder / name) for name in SERVER_MEMBERS if (folder / name).exists()]
    for one in mine:
        if one.bytes > SERVER_MEMBERS[one.name]:
            raise UserError("FH-BACKUP-SIZE", f"{one.name} has {one.bytes} bytes, more than {SERVER_MEMBERS[one.name]}")
    text = text_of({"stack": stack, "host": host, **about}, [*mine, *others])
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    sign(folder / MANIFEST)
    return [MANIFEST, SIGNATURE, *(one.name for one in mine)]


def days_of(text: str) -> dict[str, str]:
    """Return the summaries of `readers.jsonl` by date; what is none is left out. Pure."""
    found = {}
    for line in text.splitlines():
        try:
            date = json.loads(line)["date"]
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
        found[str(date)] = line
    return found
