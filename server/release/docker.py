"""Docker's API over its socket: a question takes a millisecond, the command line's start a tenth of a second and more."""

from __future__ import annotations

import http.client
import json
import socket
from typing import Any
from urllib.parse import quote

from release.places import STACK

SOCKET = "/var/run/docker.sock"


class DockerError(OSError):
    """Docker does not answer, or answers with an error."""


class _Connection(http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(SOCKET)


def ask(path: str, method: str = "GET", seconds: float = 60) -> Any:
    """Return the answer's JSON. Raises DockerError."""
    link = _Connection("docker", timeout=seconds)
    try:
        link.request(method, path)
        answer = link.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise DockerError(f"Docker does not answer: {error}") from None
    finally:
        link.close()
    if answer.status >= 300:
        raise DockerError(f"Docker answers {answer.status}: {body[:200].decode('utf-8', 'replace')}")
    return json.loads(body) if body else None


def by_label(kind: str, label: str) -> list[dict[str, Any]]:
    """Return all objects of a kind (services, tasks, containers/json) with that label."""
    found: list[dict[str, Any]] = ask(f"/{kind}?filters=" + quote(json.dumps({"label": [label]})))
    return found


def of_stack(kind: str) -> list[dict[str, Any]]:
    """Return all objects of a kind that belong to the site."""
    return by_label(kind, f"com.docker.stack.namespace={STACK}")


def nginx_containers() -> list[dict[str, Any]]:
    """Return nginx' running containers."""
    return by_label("containers/json", f"com.docker.swarm.service.name={STACK}_nginx")


def stopped_of(name: str) -> list[dict[str, Any]]:
    """Return the containers of an image that have ended."""
    which = {"ancestor": [name], "status": ["exited", "dead"]}
    found: list[dict[str, Any]] = ask("/containers/json?all=true&filters=" + quote(json.dumps(which)))
    return found


def image(name: str) -> dict[str, Any] | None:
    """Return what Docker knows of an image, or None where there is none of that name."""
    try:
        found: dict[str, Any] = ask(f"/images/{quote(name, safe='/:@')}/json")
    except DockerError as error:
        if "answers 404" in str(error):
            return None
        raise
    return found


def have_image(name: str) -> bool:
    """Return whether the image store has that image."""
    return image(name) is not None
