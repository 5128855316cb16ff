"""What every container is held by, also where compose.yaml says nothing.

Memory, processes, a user, the times of its health check.
"""

from __future__ import annotations

from collections.abc import Mapping, Sized
from typing import Any

from policy.stack.fields import size_bytes

MEMORY = {"app": "160M", "nginx": "288M"}
PIDS = 256
# An image may bring a HEALTHCHECK of its own, every millisecond: what compose.yaml leaves out must not come from there.
HEALTH = {"interval": "10s", "timeout": "8s", "retries": 3, "start_period": "60s", "start_interval": "2s"}
MAX_NETWORKS = 4


def hold(name: str, service: dict[str, Any]) -> dict[str, Any]:
    """Fill in what is missing. Changes and returns the service."""
    limits = service.setdefault("deploy", {}).setdefault("resources", {}).setdefault("limits", {})
    limits.setdefault("memory", MEMORY[name])
    limits.setdefault("pids", PIDS)
    service["healthcheck"] = {**HEALTH, **service.get("healthcheck", {})}
    service["read_only"] = True
    if "user" in service:
        # Without a group Docker would take the one that the image's /etc/passwd has for this user.
        user, _, group = str(service["user"]).partition(":")
        service["user"] = f"{user}:{group or user}"
    return service


def most_memory_mb(services: Mapping[str, Mapping[str, Any]]) -> int:
    """Return the megabytes that the stack may take while a release runs.

    With start-first there is one more task than there are replicas.
    """
    total = 0
    for service in services.values():
        deploy = service["deploy"]
        more = max(1, deploy.get("update_config", {}).get("parallelism", 1) or deploy.get("replicas", 1))
        tasks = deploy.get("replicas", 1) + (
            more if deploy.get("update_config", {}).get("order") == "start-first" else 0
        )
        total += tasks * (size_bytes(deploy["resources"]["limits"]["memory"]) or 0)
    return total // 1024**2


def problem(services: Mapping[str, Mapping[str, Any]], networks: Sized, memory_mb: int) -> str | None:
    """Tell why the stack as a whole is too large for the server, or None."""
    if len(networks) > MAX_NETWORKS:
        return f"FH-STACK-NETWORKS: the file declares {len(networks)} networks; at most {MAX_NETWORKS} are made"
    most = most_memory_mb(services)
    if most > memory_mb:
        return (
            f"FH-STACK-MEMORY: all tasks together may take {most} MB (replicas, and one more where the order is "
            f"start-first, times the memory limit); this server has {memory_mb} MB. Lower memory or replicas"
        )
    return None
