"""Waits until the swarm runs exactly what was deployed, every task healthy and no old one left.

`docker stack deploy` ends with status 0 also when the update was rolled back, so services and tasks are read from
Docker's API.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from typing import Any

from release.docker import DockerError, ask, of_stack
from release.processes import limited
from release.steps import NOT_WELL, Refused, say
from release.tasks import ENDED, forgotten, service_state, strays
from shared.settings import settings


class DidNotStart(Refused):
    """Containers of a release did not get ready. ``output``: the last lines of the one that failed."""

    def __init__(self, text: str, output: str = "") -> None:
        super().__init__(text)
        self.output = output


def limit_seconds() -> int:
    """Return how long tasks may take: FREEHOLD_AWAIT, else ten minutes on a Micro and three elsewhere."""
    return int(os.environ.get("FREEHOLD_AWAIT", "600" if settings().get("shape") == "micro" else "180"))


def _remove(containers: Sequence[str]) -> None:
    for container in containers:
        say(f"         removing {container[:12]}, which Swarm forgot")
        ask(f"/containers/{container}?force=true", "DELETE")


def sweep() -> None:
    """Remove strays: they would serve an old page to whoever still has their address."""
    tasks = of_stack("tasks")
    _remove(strays(of_stack("containers/json"), tasks))


def _why(task: dict[str, Any]) -> str:
    """Return why a task ended badly, or nothing. Swarm gives a container that it stopped as unhealthy no error."""
    if error := task["Status"].get("Err"):
        return str(error)
    container = task["Status"].get("ContainerStatus", {}).get("ContainerID")
    try:
        health = ask(f"/containers/{container}/json")["State"].get("Health", {}) if container else {}
    except DockerError:
        return ""
    if health.get("Status") != "unhealthy":
        return ""
    said = (health.get("Log") or [{}])[-1].get("Output", "").strip().replace("\n", " ")[:200]
    return "unhealthy container" + (f" (its check says: {said})" if said else "")


def show_failure(since: str) -> str:
    """Print and return the last lines of this release's newest failed container."""
    ended = (*ENDED, "complete", "shutdown")
    tasks = [t for t in of_stack("tasks") if t["Status"]["State"] in ended and t["CreatedAt"] >= since]
    tasks.sort(key=lambda t: str(t["Status"]["Timestamp"]))
    failed = [(t, why) for t in tasks if (why := _why(t))]
    if not failed:
        return ""
    task, why = failed[-1]
    say(f"--- {task['Spec']['ContainerSpec']['Image'].split(':')[0]}: {why}; its last lines:")
    container = task["Status"].get("ContainerStatus", {}).get("ContainerID", "")
    text = ""
    if container:
        journal = [
            "journalctl",
            "--quiet",
            "--no-pager",
            "--output=cat",
            "--lines=25",
            f"CONTAINER_ID_FULL={container}",
        ]
        done = subprocess.run(limited(30, journal), stdout=subprocess.PIPE, check=False)
        text = done.stdout.decode("utf-8", "replace")
        say(text.rstrip("\n"))
    say("---")
    return text


def _states(names: Sequence[str]) -> list[tuple[str, str]]:
    try:
        services, tasks = of_stack("services"), of_stack("tasks")
        _remove([c for s in services for c in forgotten(s, tasks, time.time())])
    except DockerError as error:
        return [("waiting", str(error))]
    return [service_state(s, tasks, time.time()) for s in services if s["Spec"]["Name"] in names]


def await_tasks(names: Sequence[str]) -> None:
    """Wait for these services. Raises DidNotStart with the failing container's last lines."""
    since = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() - 5))
    seconds = limit_seconds()
    deadline, said, failure = time.monotonic() + seconds, "", None
    while True:
        states = _states(names)
        line = ", ".join(text for _, text in states)
        if line != said:
            say(f"         {line}")
            said = line
        # At once: when the rollback has ended Swarm no longer knows the task.
        if failure is None and any(kind in ("failing", "failed") for kind, _ in states):
            failure = show_failure(since)
        if any(kind == "failed" for kind, _ in states):
            raise DidNotStart(NOT_WELL, failure or "")
        if len(states) == len(names) and all(kind == "ready" for kind, _ in states):
            return sweep()
        if time.monotonic() > deadline:
            say(f"Not ready within {seconds} s.")
            text = show_failure(since) if failure is None else failure
            raise DidNotStart(NOT_WELL, text)
        time.sleep(0.25)
