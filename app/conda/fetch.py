"""Packages on disk, each with the hash that the lock says, before the first one is unpacked.

rattler itself verifies what it downloads, but takes a package from a path as it is.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from rattler import Client, RepoDataRecord
from rattler.package_streaming import download_to_path

from user_error import UserError, cause_of

AT_ONCE = 4
"""Downloads at a time; each goes to disk as it comes."""


def sha256_of(file: Path) -> str:
    """Return a file's SHA-256 as hex digits, without reading the whole file into memory."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


async def fetch(records: Sequence[RepoDataRecord], folder: Path, client: Client) -> list[RepoDataRecord]:
    """Bring every package to disk and verify it; return the same records with that file as their place.

    Raises:
        UserError: names every package that cannot be fetched or is not the one that was locked.
    """
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, record: RepoDataRecord) -> RepoDataRecord | str:
        # Two channels may have files of one name.
        file = folder / str(number) / record.file_name
        file.parent.mkdir(parents=True)
        async with turns:
            problem = await _get(record, file, client)
        return problem or RepoDataRecord(record, record.file_name, file.as_uri(), record.channel or "")

    found = await asyncio.gather(*(one(number, record) for number, record in enumerate(records)))
    problems = [each for each in found if isinstance(each, str)]
    if problems:
        raise UserError(*problems)
    return [each for each in found if not isinstance(each, str)]


async def _get(record: RepoDataRecord, file: Path, client: Client) -> str | None:
    """Brings one package to `file`, straight to disk. Gives what is wrong with it, or None."""
    try:
        if record.url.startswith("file://"):
            file.symlink_to(unquote(urlsplit(record.url).path))  # noqa: ASYNC240 - a link takes no time
        else:
            await download_to_path(client, record.url, file)
        got = sha256_of(file)
    except Exception as error:  # noqa: BLE001 - rattler and the system have several for this
        return (
            f"{record.file_name} cannot be had from {record.url}: {cause_of(error)}. Try again; where the channel has "
            "dropped it, run `npm run lock` and commit app/environment.lock"
        )
    wanted = (record.sha256 or b"").hex()
    if got == wanted:
        return None
    return (
        f"{record.file_name} is not the package that was locked: {record.url} has sha256 {got}, environment.lock says "
        f"{wanted}. Find out who changed it, and why, before you lock again"
    )
