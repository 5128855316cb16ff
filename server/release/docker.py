"""Docker's API over its socket: a question takes a millisecond, the command line's start a tenth of a second and more."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from release.places import STACK

SOCKET = "/var/run/docker.sock"
# Bytes of an answer that are read: lists of containers have their labels (policy/image.py).
MAX_ANSWER = 64 * 1024 * 1024


class DockerError(OSError):
    """Docker does not answer, or answers with an error."""


class DockerSlow(DockerError):
    """Docker has not answered within the seconds that it had."""


def ask(path: str, method: str = "GET", seconds: float = 60, given: object = None) -> Any:
    """Return the answer's JSON; what is no JSON, as bytes. ``given``: what is sent, as JSON. Raises DockerError."""
    body = b"" if given is None else json.dumps(given).encode()
    head = f"{method} {path} HTTP/1.0\r\nHost: docker\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    try:
        status, kind, text = _exchange(head.encode("ascii") + body, seconds)
    except TimeoutError:
        raise DockerSlow(f"Docker does not answer within {seconds} s") from None
    except (OSError, ValueError) as error:
        raise DockerError(f"Docker does not answer: {error}") from None
    if status >= 300:
        raise DockerError(f"Docker answers {status}: {text[:200].decode('utf-8', 'replace')}")
    if kind != "application/json":
        return text or None
    return json.loads(text) if text else None


def _exchange(request: bytes, seconds: float) -> tuple[int, str, bytes]:
    """Return status, media type and body of an answer, which by HTTP/1.0 ends with the connection.

    Python's own http.client takes longer to import than Docker to answer twenty requests. Raises ValueError where it is none.
    """
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(seconds)
        link.connect(SOCKET)
        link.sendall(request)
        blocks, size = [], 0
        while size < MAX_ANSWER and (block := link.recv(65536)):
            blocks.append(block)
            size += len(block)
    head, _, body = b"".join(blocks).partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if not first.startswith("HTTP/") or len(body) < int(fields.get("content-length", "0")):
        raise ValueError(f"its answer is cut off: {first[:80]!r}")
    return int(first.split(" ")[1]), fields.get("content-type", "").partition(";")[0], body


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


def remove_container(name: str) -> None:
    """Remove a container, whether it runs or not; nothing where there is none of that name."""
    try:
        ask(f"/containers/{name}?force=true&v=true", "DELETE")
    except DockerError as error:
        if "answers 404" not in str(error):
            raise


def run_inside(container: str, words: Sequence[str], seconds: float = 60) -> tuple[int, str]:
    """Run a command in a running container. Returns its status and what it printed (8 bytes of Docker's before each piece)."""
    wanted = {"Cmd": list(words), "AttachStdout": True, "AttachStderr": True}
    made = ask(f"/containers/{container}/exec", "POST", given=wanted)["Id"]
    printed = ask(f"/exec/{made}/start", "POST", seconds, {"Detach": False, "Tty": False}) or b""
    return int(ask(f"/exec/{made}/json")["ExitCode"]), printed.decode("utf-8", "replace")


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
