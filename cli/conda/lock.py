"""`npm run lock`: solves app/environment.yml for every platform, and writes app/environment.lock whole or not at all.

Versions that are locked stay where they still fit. `--upgrade` takes the newest of all, `--upgrade NAME …` of some.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from rattler import RepoDataRecord

from ask_channels import Channels
from lockfile import FILE, read_records, render
from solve import solve_platform
from specification import Specification, read_specification
from user_error import UserError, run_main

Records = Mapping[str, Sequence[RepoDataRecord]]


def upgraded(arguments: Sequence[str]) -> set[str] | None:
    """Return the names of packages to upgrade: none by default, None for all.

    Raises:
        UserError: an argument is unknown.
    """
    if not arguments:
        return set()
    if arguments[0] != "--upgrade" or any(name.startswith("-") for name in arguments[1:]):
        raise UserError(f"lock takes nothing, or --upgrade [NAME …]; given: {' '.join(arguments)}")
    return set(arguments[1:]) or None


def kept(records: Records | None, platform: str, anew: set[str] | None) -> list[RepoDataRecord]:
    """Return the locked packages that the solver should keep if it can."""
    if records is None or anew is None:
        return []
    return [record for record in records.get(platform, ()) if record.name.normalized not in anew]


def old_lock(app: Path) -> Records | None:
    """Read what is locked now. A lock that cannot be read counts as none: a new one is being made."""
    try:
        return read_records(app)
    except UserError:
        return None


def changes(before: Records | None, after: Records) -> list[str]:
    """Make one line for each package that differs on some platform. Pure."""
    lines = []
    for platform, records in after.items():
        old = {record.name.normalized: record for record in (before or {}).get(platform, ())}
        new = {record.name.normalized: record for record in records}
        for name in sorted(old.keys() | new.keys()):
            one, other = old.get(name), new.get(name)
            if not one or not other or one.sha256 != other.sha256:
                lines.append(f"{platform}: {name} {_version(one) or '(new)'} -> {_version(other) or '(gone)'}")
    return lines


def _version(record: RepoDataRecord | None) -> str | None:
    return f"{record.version} {record.build}" if record else None


async def solve_all(
    specification: Specification, app: Path, anew: set[str] | None, cache: Path
) -> dict[str, list[RepoDataRecord]]:
    """Solve each platform.

    Raises:
        UserError: has the problems of all platforms.
    """
    before = old_lock(app)
    channels = Channels(specification.channels, app, cache)
    await channels.reach()
    found: dict[str, list[RepoDataRecord]] = {}
    problems: dict[str, list[str]] = {}
    for platform in specification.platforms:
        try:
            found[platform] = await solve_platform(specification, channels, platform, kept(before, platform, anew))
        except UserError as error:
            for problem in error.problems:
                problems.setdefault(problem, []).append(platform)
    if problems:
        raise UserError(*(_where(problem, platforms, specification) for problem, platforms in problems.items()))
    return found


def _where(problem: str, platforms: Sequence[str], specification: Specification) -> str:
    return problem if len(platforms) == len(specification.platforms) else f"{', '.join(platforms)}: {problem}"


def write_whole(file: Path, text: str) -> None:
    """Replace a file in one step: an interrupted run leaves the old one."""
    new = file.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(file)


def main() -> None:
    """Solve, write the lock where it differs, and print what has changed."""
    app, *arguments = sys.argv[1:]
    folder = Path(app).resolve()
    anew = upgraded(arguments)
    specification = read_specification(folder)
    before = old_lock(folder)
    # For this run alone: with an index of an earlier one rattler fails on servers that answer 304 without a date.
    with tempfile.TemporaryDirectory() as cache:
        records = asyncio.run(solve_all(specification, folder, anew, Path(cache)))
    text = render(specification, records, folder)
    file = folder / FILE
    same = file.exists() and file.read_text(encoding="utf-8") == text
    if not same:
        write_whole(file, text)
    for line in changes(before, records):
        print(line)
    for platform, packages in records.items():
        size = sum(package.size or 0 for package in packages) / 1e6
        print(f"{platform}: {len(packages)} packages, {size:.1f} MB to download")
    print(f"app/{FILE}: {'unchanged' if same else 'written'}")


if __name__ == "__main__":
    run_main(main)
