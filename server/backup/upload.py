"""Sends a backup by one HTTPS PUT. The address is a password: never in arguments or logs."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import SplitResult

from alarm.post import Pinned, deliver


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
    return deliver(url, lambda parts, address: _send(parts, address, path))
