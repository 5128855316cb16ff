"""What `status` does: what is live, since when, how the site is. Status 1 where it is not whole."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from alarm import gauges
from backup import record
from certificate.run import shown
from release import git
from release.cgroups import limit_work
from release.facts import Facts, gather
from release.health import Problem, problems
from release.limits import DOCKER
from release.machine import MB, available_memory_mb, free_space, total_memory_mb
from release.places import STACK, STATE, TURN, site_url
from release.protocol import VERSION
from release.state import utc
from release.turn import holder
from shared.locks import is_held
from upkeep import newer, window


def _total_disk_mb() -> int:
    found = os.statvfs(DOCKER)
    return found.f_blocks * found.f_frsize // MB


def collect(facts: Facts, found: Sequence[Problem]) -> dict[str, Any]:
    """Return all that is shown, as data (docs/protocol.md)."""
    read = gauges.read()
    since = utc((STATE / "live").stat().st_mtime) if facts.live else None
    backup = record.last()
    return {
        "version": VERSION,
        "whole": not found,
        "live": facts.live or None,
        "subject": git.subject(facts.live) if facts.live else None,
        "since": since,
        "main": facts.main or None,
        "atWork": facts.at_work,
        "url": site_url(),
        "certificate": shown(read.plan, read.have, read.now),
        "containers": [{"service": name.removeprefix(f"{STACK}_"), "status": text} for name, text in facts.containers],
        "memoryMb": {"available": available_memory_mb(), "total": total_memory_mb()},
        "diskMb": {"free": free_space(DOCKER)[0] // MB, "total": _total_disk_mb()},
        "backup": asdict(backup) if backup else None,
        "upkeep": asdict(run) if (run := window.last()) else None,
        "newer": one._asdict() if (one := newer.now()) else None,
        # In the middle of a release pages are of two.
        "troubles": [asdict(one) for one in gauges.troubles(read) if not (facts.at_work and one.word == "check")],
        "problems": [{key: value for key, value in asdict(one).items() if key != "repair"} for one in found],
    }


def text(data: dict[str, Any]) -> str:
    """Return the same for people."""
    lines = []
    if data["live"]:
        lines += [f"release   {data['live']}", f"          {data['subject']}"]
        lines += [f"since     {data['since'][:16].replace('T', ' ')} UTC"]
        if data["main"] != data["live"]:
            lines += [
                f"main      {data['main']}: {'a release is running' if data['atWork'] else 'a release was cut off'}"
            ]
    elif not data["problems"]:
        lines += ["release   none yet: the first push brings the site"]
    if data["atWork"]:
        lines += [f"at work   {holder() if is_held(TURN) else 'the server repairs the site'}"]
    lines += [f"page      {data['url']}", *filter(None, [data["certificate"]])]
    lines += [f"{one['service']:<9} {one['status']}" for one in data["containers"]]
    lines += [f"memory    {data['memoryMb']['available']} MB available of {data['memoryMb']['total']} MB"]
    lines += [f"disk      {data['diskMb']['free']} MB free of {data['diskMb']['total']} MB"]
    if data["backup"]:
        at, size = data["backup"]["at"][:16].replace("T", " "), data["backup"]["bytes"] / 1e6
        lines += [f"backup    {at} UTC, {size:.1f} MB, of release {data['backup']['release'][:12]}"]
    if run := data["upkeep"]:
        lines += [
            f"upkeep    {run['at'][:16].replace('T', ' ')} UTC, {run['result']}: {run['text'] or 'no result yet'}"
        ]
    if found := data["newer"]:
        lines += [f"newer     Freehold {found['version']} exists. In the clone: git pull && npm run up"]
    lines += [f"{one['word']:<9} {one['text']}\n          To do: {one['do']}" for one in data["troubles"]]
    lines += [f"PROBLEM   {one['code']}: {one['text']}\n          To do: {one['do']}" for one in data["problems"]]
    return "\n".join(lines)


def main(words: Sequence[str]) -> int:
    """Run ``status [--json]``."""
    limit_work()
    facts = gather()
    found = problems(facts)
    data = collect(facts, found)
    print(json.dumps(data, ensure_ascii=False) if list(words) == ["--json"] else text(data))
    return 1 if found else 0
