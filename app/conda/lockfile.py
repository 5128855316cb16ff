"""environment.lock: pixi's lock format, with two lines of our own on top and the same paths in every checkout."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from rattler import Channel, LockFile, RepoDataRecord
from rattler.lock import LockChannel, LockPlatform

from channels import channel_url
from specification import Specification
from user_error import UserError, cause_of

FILE = "environment.lock"
HEADER = "# Written by `npm run lock` from environment.yml: change that, then run it again.\n# environment.yml: sha256:"
AGAIN = "run `npm run lock` and commit app/environment.lock"

_LOCATION = re.compile(r"^(\s*(?:- )?(?P<key>conda|url|channel): )(?P<where>\S+)$", re.MULTILINE)


def with_relative_paths(text: str, app: Path) -> str:
    """Turn paths and file:// URLs below `app` into `./…`. Pure."""

    def shorten(match: re.Match[str]) -> str:
        where = match["where"]
        for start in (app.resolve().as_uri(), str(app.resolve())):
            if where.startswith(f"{start}/"):
                return f"{match[1]}.{where[len(start) :]}"
        return match[0]

    return _LOCATION.sub(shorten, text)


def with_absolute_paths(text: str, app: Path) -> str:
    """Undo `with_relative_paths`, because rattler takes no relative path. Pure.

    A package's place becomes a path, a channel's a URL.
    """

    def lengthen(match: re.Match[str]) -> str:
        if not match["where"].startswith("./"):
            return match[0]
        path = app.resolve() / match["where"]
        return f"{match[1]}{path if match['key'] == 'conda' else path.as_uri()}"

    return _LOCATION.sub(lengthen, text)


def render(specification: Specification, records: Mapping[str, Sequence[RepoDataRecord]], app: Path) -> str:
    """Return the lock's text."""
    lock = LockFile([LockPlatform(platform) for platform in records])
    urls = [Channel(channel_url(channel, app)).base_url for channel in specification.channels]
    lock.set_channels("default", [LockChannel(url) for url in urls])
    for platform, packages in records.items():
        for package in packages:
            lock.add_conda_package("default", LockPlatform(platform), package)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / FILE
        lock.to_path(file)
        text = file.read_text(encoding="utf-8")
    return f"{HEADER}{specification.fingerprint()}\n{with_relative_paths(text, app)}"


def read_records(app: Path) -> dict[str, list[RepoDataRecord]] | None:
    """Return what is locked, by platform; None where there is no lock.

    Raises:
        UserError: the file is no lock.
    """
    try:
        text = (app / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / FILE
        file.write_text(with_absolute_paths(text, app), encoding="utf-8")
        try:
            environment = LockFile.from_path(file).default_environment()
            return dict(environment.conda_repodata_records()) if environment else {}
        except Exception as error:  # noqa: BLE001 - rattler has several for this, and no common one
            raise UserError(f"{FILE} cannot be read ({cause_of(error)}): {AGAIN}") from None


def locked_for(specification: Specification, app: Path, platform: str) -> list[RepoDataRecord]:
    """Return the packages to install on a platform.

    Raises:
        UserError: the lock is missing, stale, not for `platform`, or has a package without a hash.
    """
    records = read_records(app)
    if records is None:
        raise UserError(f"{FILE} is missing beside environment.yml: {AGAIN}")
    if f"{HEADER.splitlines()[1]}{specification.fingerprint()}\n" not in (app / FILE).read_text(encoding="utf-8"):
        raise UserError(f"{FILE} is stale: environment.yml has changed since it was written; {AGAIN}")
    if platform not in records:
        has = ", ".join(sorted(records)) or "none"
        raise UserError(
            f"{FILE} has nothing for {platform}, which this machine needs; it has: {has}. "
            f"Add {platform} to `platforms` in environment.yml, then {AGAIN}"
        )
    bare = [record.url for record in records[platform] if not record.sha256]
    if bare:
        raise UserError(*(f"{FILE} has no sha256 for {url}: {AGAIN}" for url in bare))
    return records[platform]
