"""Whether there is a newer Freehold: its public repository's tags, asked by git once a week. Off where no URL is set.

What the repository's host sees is what any `git ls-remote` shows: an address, no version and no name.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from release.git import ENVIRONMENT
from release.places import STATE
from release.processes import AS_NOBODY, confined, short_output
from release.steps import say
from shared.files import read_json, write_whole

# {"url": …, "version": …}: written by `npm run up`, without a URL where the setting is empty.
ASKED = "/etc/freehold/newer.json"
FOUND = STATE / "newer.json"
NOBODY = 65534
HTTPS = ("-c", "protocol.allow=never", "-c", "protocol.https.allow=always")
SECONDS = 60
TAG = re.compile(r"refs/tags/v(\d{1,4})\.(\d{1,4})\.(\d{1,4})", re.ASCII)
PLAIN = re.compile(r"(\d{1,4})\.(\d{1,4})\.(\d{1,4})", re.ASCII)
# A line of a tag's annotation that begins so names a security fix.
SECURITY = re.compile(r"^security: *(\S.*)$", re.IGNORECASE | re.MULTILINE)
# Of how many newer versions the annotations are read.
READ = 20

Version = tuple[int, ...]


class Newer(NamedTuple):
    """A newer version. ``security``: what the annotations since ours say of security fixes, or nothing."""

    version: str
    security: str


def version_of(text: str) -> Version:
    """Return a version's numbers, or none. Pure."""
    found = PLAIN.fullmatch(text)
    return tuple(int(part) for part in found.groups()) if found else ()


def later_than(mine: str, listing: str) -> list[str]:
    """Return the versions that are newer, the oldest first, from what `git ls-remote` prints. Pure."""
    names = (TAG.fullmatch(line.partition("\t")[2]) for line in listing.splitlines())
    found = {tuple(int(part) for part in one.groups()) for one in names if one}
    ours = version_of(mine)
    return [".".join(map(str, one)) for one in sorted(found) if ours and one > ours]


def known(asked: object, found: object) -> Newer | None:
    """Return what was found, as far as it is newer than what runs now, and still asked for. Pure."""
    if not (isinstance(asked, dict) and isinstance(found, dict) and asked.get("url")):
        return None
    one, mine = str(found.get("version", "")), version_of(str(asked.get("version", "")))
    return Newer(one, str(found.get("security", ""))[:200]) if mine and version_of(one) > mine else None


def now() -> Newer | None:
    """Return the newer version that the last look found."""
    return known(read_json(ASKED), read_json(FOUND))


def _git(folder: str, *words: str) -> str | None:
    """Return what git prints, as nobody, from HTTPS alone. None: it failed."""
    variables = (f"HOME={folder}", "GIT_TERMINAL_PROMPT=0", "GIT_CONFIG_GLOBAL=/dev/null")
    command = [*AS_NOBODY, *ENVIRONMENT, *variables, "git", "-C", folder, *HTTPS, *words]
    process = confined(SECONDS, command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    text = short_output(process)
    return text if process.returncode == 0 else None


def security_of(folder: str, url: str, versions: Sequence[str]) -> str:
    """Return what the annotations of these versions say of security fixes. No file of any version is fetched."""
    found = []
    _git(folder, "init", "--quiet", "--bare", "tags")
    for version in versions[-READ:]:
        fetch = (
            "fetch",
            "--quiet",
            "--depth=1",
            "--filter=tree:0",
            "--no-tags",
            url,
            f"+refs/tags/v{version}:refs/tags/x",
        )
        text = _git(folder, "-C", "tags", *fetch) is not None and _git(folder, "-C", "tags", "cat-file", "tag", "x")
        found += SECURITY.findall(text or "")
    return "; ".join(found)


def look() -> str:
    """Ask, where a URL is set, and remember the answer. Returns a sentence for the journal, or nothing.

    No answer is no fault of the server's: the last one stays.
    """
    asked = read_json(ASKED) or {}
    url, mine = str(asked.get("url", "")), str(asked.get("version", ""))
    if not url:
        FOUND.unlink(missing_ok=True)
        return ""
    with tempfile.TemporaryDirectory() as folder:
        os.chown(folder, NOBODY, NOBODY)
        Path(folder).chmod(0o700)
        listing = _git(folder, "ls-remote", "--tags", "--refs", url, "v*")
        if listing is None:
            say("FH-NEWER-LOOK: the repository of Freehold did not answer; it is asked again next week")
            return ""
        later = later_than(mine, listing)
        found = {"version": later[-1], "security": security_of(folder, url, later)} if later else {}
    write_whole(FOUND, json.dumps(found, ensure_ascii=False) + "\n")
    return f"Freehold {later[-1]} exists" if later else ""
