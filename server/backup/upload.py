"""Sends a backup by one HTTPS PUT. The address is a password: never in arguments or logs."""

from __future__ import annotations

import http.client
from pathlib import Path
from urllib.parse import SplitResult

from alarm.post import TRIED, Pinned, parts_of, public, resolve


def target(parts: SplitResult, name: str) -> str:
    """Return what is put: an address that ends with a slash gets the file's name. Pure."""
    path = parts.path or "/"
    return path + (name if path.endswith("/") else "") + (f"?{parts.query}" if parts.query else "")


def _send(parts: SplitResult, address: str, path: Path) -> int:
    """PUT once. Returns the status; a redirect is not followed. Raises OSError, http.client.HTTPException."""
    connection = Pinned(str(parts.hostname), parts.port or 443, address)
    headers = {"Content-Length": str(path.stat().st_size), "Content-Type": "application/octet-stream"}
    try:
        with path.open("rb") as file:
            connection.request("PUT", target(parts, path.name), file, {**headers, "User-Agent": "freehold"})
            return connection.getresponse().status
    finally:
        connection.close()


def put(url: str, path: Path) -> str:
    """Send a file. Returns nothing where it was taken, else why not, without the address's path."""
    try:
        parts = parts_of(url)
        addresses = public(resolve(str(parts.hostname), parts.port or 443))
    except ValueError as error:
        return str(error)
    reason = f"{parts.hostname} is no address of the internet"
    for address in addresses[:TRIED]:
        try:
            status = _send(parts, address, path)
        except (OSError, http.client.HTTPException) as error:
            reason = f"{parts.hostname} ({address}): {type(error).__name__}: {error}"
            continue
        return "" if 200 <= status < 300 else f"{parts.hostname} answered {status}, expected 2xx"
    return reason
