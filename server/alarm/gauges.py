"""Disk, memory, certificate, upkeep, backup and the author's checks: what is not well. Thresholds leave a week or more to act."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timezone

from alarm.word import Trouble
from backup import record
from certificate.files import have
from certificate.plan import Have, Plan
from certificate.run import plan_now
from release import checks, records, state
from release.limits import DOCKER, LEAST_DISK_MB, LEAST_INODES
from release.machine import MB, available_memory_mb, free_space
from release.state import utc
from shared.files import read_json
from upkeep import newer, window

SECRETS = "/etc/freehold/secrets.json"
DAY = 86400
BACKUP_DAYS, NIGHTLY_DAYS = 14, 3
"""So long what was published may be in no backup, where there ever was one, and where the server sends one each night.

A site that does not change needs no new one.
"""
UPKEEP_DAYS = 9
"""The window comes once a week, and may take two days to end well."""
UPKEEP = "nothing, if it is the first time; else: docs/when-something-is-wrong.md#upkeep"
MEMORY_MB = 32
"""With less the kernel is about to end a process: nginx alone takes 20 MB more under load."""
NEW_SERVER = 2 * DAY
"""So long a server may be without its first certificate: names are often pointed at it last."""


@dataclass(frozen=True)
class Gauges:
    """What was read. ``upkeep``: seconds since it last ended well, None where it never did.

    ``unsaved``: when the first release that is in no backup became live (UTC), empty where there is none, or never was a backup.
    ``nightly``: the server sends one each night.
    ``checks``: a line for each of the author's checks that fails.
    """

    disk_mb: int
    inodes: int
    memory_mb: int
    plan: Plan | None
    have: Have | None
    upkeep: float | None
    now: float
    unsaved: str = ""
    nightly: bool = False
    checks: tuple[str, ...] = ()
    last_upkeep: window.Run | None = None
    newer: newer.Newer | None = None


def read() -> Gauges:
    """Look at all. Milliseconds, one openssl, and one request for each of the author's checks (up to half a minute)."""
    now = time.time()
    disk, inodes = free_space(DOCKER)
    plan = plan_now()[0]
    upkeep = now - window.WELL.stat().st_mtime if window.WELL.exists() else None
    mine = have() if plan else None
    nightly = bool((read_json(SECRETS) or {}).get("backupUrl"))
    unsaved = record.unsaved_since(record.last(), records.read(), nightly)
    failed = tuple(checks.failed(checks.of_release(state.live_release())))
    memory, last = available_memory_mb(), window.last()
    return Gauges(disk // MB, inodes, memory, plan, mine, upkeep, now, unsaved, nightly, failed, last, newer.now())


def certificate(plan: Plan | None, mine: Have | None, upkeep: float | None, now: float) -> Trouble | None:
    """Return what is not well with the certificate: ended, or half of the time kept for its renewal is over. Pure."""
    if plan is None:
        return None
    do = "npm run status names the reason and the next try"
    if mine is None:
        # setup wrote upkeep.done when the server was new.
        new = upkeep is None or upkeep < NEW_SERVER
        return None if new else Trouble("certificate", "there is no certificate", do)
    if not mine.serves(now):
        return Trouble("certificate", "the certificate has ended; the site is there by HTTP only", do)
    if now > mine.renew_at + (mine.ends - mine.renew_at) / 2:
        hours = int((mine.ends - now) / 3600)
        return Trouble("certificate", f"the certificate ends in {hours} hours and could not be renewed", do)
    return None


def troubles(found: Gauges) -> list[Trouble]:
    """Return what is not well. Pure."""
    seen = []
    if found.disk_mb < 2 * LEAST_DISK_MB:
        text = f"{found.disk_mb} MB of disk space are free; builds end below {LEAST_DISK_MB} MB"
        seen.append(Trouble("disk", text, "free disk space: docs/when-something-is-wrong.md#disk"))
    if found.inodes < 2 * LEAST_INODES:
        text = f"{found.inodes} inodes are free; builds end below {LEAST_INODES}"
        seen.append(Trouble("inodes", text, "remove small files: docs/when-something-is-wrong.md#inodes"))
    if found.memory_mb < MEMORY_MB:
        text = f"{found.memory_mb} MB of memory are available"
        seen.append(Trouble("memory", text, "npm run logs -- app: docs/when-something-is-wrong.md#memory"))
    if (wrong := certificate(found.plan, found.have, found.upkeep, found.now)) is not None:
        seen.append(wrong)
    if found.upkeep is not None and found.upkeep > UPKEEP_DAYS * DAY:
        text = f"no upkeep ended well for {int(found.upkeep / DAY)} days: security updates are missing"
        seen.append(Trouble("upkeep", text, UPKEEP))
    elif why := window.trouble(found.last_upkeep, datetime.fromtimestamp(found.now, timezone.utc)):
        seen.append(Trouble("upkeep", why, UPKEEP))
    if found.unsaved and found.unsaved < utc(found.now - (NIGHTLY_DAYS if found.nightly else BACKUP_DAYS) * DAY):
        text = f"what was published since {found.unsaved[:10]} is in no backup"
        do = "journalctl -u freehold-backup on the server says why" if found.nightly else "npm run backup"
        seen.append(Trouble("backup", text, do))
    if found.newer and found.newer.security:
        text = f"Freehold {found.newer.version} has a security fix: {found.newer.security}"
        seen.append(Trouble("version", text, "in the clone of Freehold: git pull && npm run up"))
    if found.checks:
        more = f" (and {len(found.checks) - 1} more)" if len(found.checks) > 1 else ""
        do = "correct the page, or app/checks: docs/when-something-is-wrong.md#check"
        seen.append(Trouble("check", f"a check of app/checks does not hold: {found.checks[0]}{more}", do))
    return seen
