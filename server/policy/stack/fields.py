"""What a compose.yaml may say: a table from key to the check of its value. What is not in a table is not allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(us|ms|s|m|h)", re.ASCII)
SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600}
SIZE = re.compile(r"(\d{1,12})([bkmgBKMG]?)[bB]?", re.ASCII)


@dataclass(frozen=True)
class Check:
    """Whether a plain value is allowed. ``expects`` completes "must be …"."""

    test: Callable[[object], bool]
    expects: str

    def __call__(self, value: object) -> bool:
        """Tell whether the value is allowed."""
        return self.test(value)


# A text names a method of Shapes: the value is more than one plain value.
Table = Mapping[str, "Check | str | Table"]


def number(low: int, high: int) -> Check:
    """Accept a whole number within limits."""
    return Check(
        lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high,
        f"a number from {low} to {high}",
    )


def seconds(value: object) -> float | None:
    """Return a time such as 1m30s in seconds, or ``None``."""
    parts = DURATION.findall(value) if isinstance(value, str) else []
    if not parts or "".join(number + unit for number, unit in parts) != value:
        return None
    return float(sum(float(number) * SECONDS[unit] for number, unit in parts))


def duration(low: float, high: float) -> Check:
    """Accept a time within limits, in seconds: a check each millisecond or a task that never ends costs everybody."""

    def within(value: object) -> bool:
        found = seconds(value)
        return found is not None and low <= found <= high

    return Check(within, f"a time from {low}s to {high}s, such as 30s")


def size_bytes(value: object) -> int | None:
    """Return a size such as 128M in bytes, or ``None``."""
    match = None if isinstance(value, bool) else SIZE.fullmatch(str(value))
    return match and int(match[1]) * int(1024 ** " kmg".index(match[2].lower().replace("b", "") or " "))


def one_of(*allowed: str) -> Check:
    """Accept these values alone."""
    return Check(lambda value: not isinstance(value, (dict, list)) and value in allowed, "one of " + ", ".join(allowed))


def is_cpus(value: object) -> bool:
    """Tell whether a value is a number of CPUs."""
    return not isinstance(value, bool) and re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,3})?", str(value)) is not None


def is_user(value: object) -> bool:
    """Tell whether a value is the number of a user that is not root.

    By number: what a name means is said by the image, whose /etc/passwd may call root anything.
    """
    number = re.fullmatch(r"[1-9][0-9]{0,4}(:[1-9][0-9]{0,4})?", str(value))
    return number is not None and not isinstance(value, (bool, float))


def is_path(value: object) -> bool:
    """Tell whether a value is an absolute path without a detour."""
    return (
        isinstance(value, str)
        and re.fullmatch(r"(/[A-Za-z0-9._-]+)+", value) is not None
        and ".." not in value.split("/")
    )


flag = Check(lambda value: isinstance(value, bool), "true or false")
read_only = Check(lambda value: value is True, "true: what is written goes to tmpfs, which counts as memory")
ratio = Check(
    lambda value: isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1,
    "a number from 0 to 1",
)
size = Check(lambda value: size_bytes(value) is not None, "a size such as 128M")
memory = Check(lambda value: (size_bytes(value) or 0) >= 16 * 1024**2, "a size of 16M or more, such as 128M")
cpus = Check(is_cpus, "a number of CPUs such as 0.5")
user = Check(is_user, 'the number of a user that is not root, such as "10001:10001"')
path = Check(is_path, "an absolute path without `..`")

UPDATE: Table = {
    "parallelism": number(0, 4),
    "delay": duration(0, 600),
    "monitor": duration(0, 600),
    "max_failure_ratio": ratio,
    "failure_action": one_of("rollback", "pause", "continue"),
    "order": one_of("start-first", "stop-first"),
}
DEPLOY: Table = {
    "mode": one_of("replicated"),
    "replicas": number(1, 4),
    "endpoint_mode": one_of("dnsrr"),
    "update_config": UPDATE,
    "rollback_config": UPDATE,
    "restart_policy": {
        "condition": one_of("any", "on-failure"),
        "delay": duration(1, 600),
        "max_attempts": number(0, 1000),
        "window": duration(0, 3600),
    },
    "resources": {
        "limits": {"cpus": cpus, "memory": memory, "pids": number(1, 1024)},
        "reservations": {"cpus": cpus, "memory": size},
    },
}
HEALTH: Table = {
    "interval": duration(1, 600),
    "timeout": duration(1, 120),
    "start_period": duration(0, 600),
    "start_interval": duration(1, 60),
    "retries": number(1, 100),
    "test": "words",
}

# "…": a shape that Shapes knows by name, because it is more than one value.
SERVICE: Table = {
    "build": "build",
    "command": "words",
    "entrypoint": "words",
    "environment": "environment",
    "healthcheck": HEALTH,
    "deploy": DEPLOY,
    "networks": "networks",
    "tmpfs": "tmpfs",
    "read_only": read_only,
    "cap_drop": "capabilities",
    "user": user,
    "stop_grace_period": duration(0, 120),
    "stop_signal": one_of("SIGTERM", "SIGQUIT", "SIGINT"),
    "init": flag,
    "working_dir": path,
    "expose": "ignored",
    "depends_on": "ignored",
    "volumes": "volumes",
}
SERVICES: Mapping[str, Table] = {"app": SERVICE, "nginx": {**SERVICE, "ports": "ports"}}
NETWORK: Table = {"internal": flag, "driver": one_of("overlay", "bridge")}

REASONS = {
    "image": "the server builds and names the images itself",
    "privileged": "a container may not be root on the server",
    "cap_add": "containers run without capabilities",
    "devices": "containers get no device",
    "network_mode": "containers may not join the server's network",
    "pid": "containers may not join other namespaces",
    "ipc": "containers may not join other namespaces",
    "userns_mode": "containers may not join other namespaces",
    "uts": "containers may not join other namespaces",
    "cgroup": "containers may not join other namespaces",
    "security_opt": "the server sets security options itself",
    "sysctls": "the kernel's settings are the operator's",
    "extends": "everything must be in this one file",
    "include": "everything must be in this one file",
    "env_file": "everything must be in this one file",
    "secrets": "the server has no secret for a stack",
    "configs": "the server has no config for a stack",
    "volumes": "nothing outlives a container but nginx/conf",
    "ports": "only nginx publishes ports",
    "restart": "say it with deploy.restart_policy",
    "logging": "the server keeps the logs itself",
    "develop": "belongs to compose.override.yaml",
    "name": "the server gives the names itself",
    "version": "it is obsolete",
}
