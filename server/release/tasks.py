"""What the swarm's services and tasks come to. Pure: Docker is asked elsewhere."""

from __future__ import annotations

import calendar
import time
from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]
# Seconds that a task must have run where no update's monitor has watched it: long enough to see it crash at start.
STEADY = 2
# Seconds after which a task of an earlier release beside a complete new one is not draining but forgotten: Swarm does
# that when containerd dies in the middle of a switch.
FORGOTTEN = 60
ENDED = ("failed", "rejected", "orphaned")


def own(service: Json, task: Json) -> bool:
    """Return whether the task is made from the service's present specification."""
    wanted, got = service["Spec"]["TaskTemplate"], task["Spec"]
    return all(wanted.get(k) == got.get(k) for k in ("ContainerSpec", "Resources", "ForceUpdate"))


def age(task: Json, now: float) -> float:
    """Return the seconds since the task's state last changed."""
    return now - calendar.timegm(time.strptime(task["Status"]["Timestamp"][:19], "%Y-%m-%dT%H:%M:%S"))


def leaving(service: Json, task: Json) -> bool:
    """Return whether a running task is of an earlier specification or told to end."""
    return not own(service, task) or task["DesiredState"] != "running"


def forgotten(service: Json, tasks: Sequence[Json], now: float) -> list[str]:
    """Return container ids of leaving tasks, where enough that stay have run for long and no update goes on."""
    if (service.get("UpdateStatus") or {}).get("State", "completed") != "completed":
        return []
    running = [t for t in tasks if t["ServiceID"] == service["ID"] and t["Status"]["State"] == "running"]
    settled = [t for t in running if not leaving(service, t) and age(t, now) >= FORGOTTEN]
    if len(settled) < service["Spec"]["Mode"]["Replicated"]["Replicas"]:
        return []
    return [t["Status"]["ContainerStatus"]["ContainerID"] for t in running if leaving(service, t)]


def service_state(service: Json, tasks: Sequence[Json], now: float) -> tuple[str, str]:
    """Return ("ready" | "waiting" | "failing" | "failed", a sentence) for one service."""
    name = service["Spec"]["Name"]
    update = (service.get("UpdateStatus") or {}).get("State", "")
    # Until its own rollback has ended, nothing may be deployed: Swarm would forget a task that it was about to end.
    if update == "rollback_started":
        return "failing", f"{name}: the new container did not stay up, Swarm takes the change back"
    if update.startswith("rollback") or update == "paused":
        return "failed", f"{name}: the new container did not stay up, Swarm took the change back ({update})"
    mine = [t for t in tasks if t["ServiceID"] == service["ID"]]
    wanted = service["Spec"]["Mode"]["Replicated"]["Replicas"]
    served = _served(service, mine, update, now)
    old = [t for t in mine if t["Status"]["State"] == "running" and leaving(service, t)]
    if served == wanted and not old and update in ("", "completed"):
        return "ready", f"{name}: {wanted} of {wanted}"
    failures = [t for t in mine if own(service, t) and t["Status"]["State"] in ENDED]
    # Without an earlier specification Swarm cannot roll back: it would try for ever.
    if len(failures) >= 3 * wanted and not service.get("PreviousSpec"):
        return "failed", f"{name}: its container fails again and again"
    return "waiting", f"{name}: {served} of {wanted} ready"


def _served(service: Json, mine: Sequence[Json], update: str, now: float) -> int:
    """By slot: a second task in one that is served lives until the next release, and no reader suffers from it."""
    running = [t for t in mine if t["Status"]["State"] == "running" and t["DesiredState"] == "running"]
    steady = [t for t in running if update == "completed" or age(t, now) >= STEADY]
    return len({t["Slot"] for t in steady if own(service, t)})


def strays(containers: Sequence[Json], tasks: Sequence[Json]) -> list[str]:
    """Return ids of containers that no task knows as alive: what a dead containerd or dockerd left running."""
    alive = {t["ID"] for t in tasks if t["Status"]["State"] not in (*ENDED, "shutdown", "complete", "remove")}
    return [c["Id"] for c in containers if c["Labels"].get("com.docker.swarm.task.id") not in alive]


def lost(services: Sequence[Json], tasks: Sequence[Json], names: Sequence[str]) -> list[str]:
    """Return the names of services that are not there, or have no running task."""
    running = {t["ServiceID"] for t in tasks if t["Status"]["State"] == "running" and t["DesiredState"] == "running"}
    served = {s["Spec"]["Name"] for s in services if s["ID"] in running}
    return [name for name in names if name not in served]
