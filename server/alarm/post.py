"""One line of JSON by HTTPS to an address of the operator's, which is a secret: never in arguments, logs or errors."""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, urlsplit

SECONDS = 20
TRIED = 3
HEADERS = {"Content-Type": "application/json", "User-Agent": "freehold"}


def parts_of(url: str) -> SplitResult:
    """Return the parts of an address that a message may go to. Raises ValueError with a sentence. Pure."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.fragment:
        raise ValueError("expected an address https://HOST/PATH without user and fragment")
    if parts.port == 0:
        raise ValueError("port 0 cannot be reached")
    return parts


def public(addresses: list[str]) -> list[str]:
    """Return those addresses that are on the internet, IPv4 first: not this machine, its network or its metadata. Pure."""
    found = [ipaddress.ip_address(one.partition("%")[0]) for one in addresses]
    seen = [one for one in found if one.is_global and not one.is_multicast]
    return [str(one) for one in sorted(seen, key=lambda one: one.version)]


def resolve(host: str, port: int) -> list[str]:
    """Return a name's addresses."""
    try:
        return list(dict.fromkeys(str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    except OSError as error:
        raise ValueError(f"{host} has no address") from error


class Pinned(http.client.HTTPSConnection):
    """A connection to an address that was looked at; the certificate must be the name's all the same."""

    def __init__(self, host: str, port: int, address: str) -> None:
        """Do not connect yet."""
        self._trust = ssl.create_default_context()
        super().__init__(host, port, timeout=SECONDS, context=self._trust)
        self._address = address

    def connect(self) -> None:
        """Connect to the address, and speak TLS with the name."""
        plain = socket.create_connection((self._address, self.port), SECONDS)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)


def send(parts: SplitResult, address: str, body: bytes) -> int:
    """POST once. Returns the status; a redirect is not followed. Raises OSError, http.client.HTTPException."""
    connection = Pinned(str(parts.hostname), parts.port or 443, address)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, HEADERS)
        return connection.getresponse().status
    finally:
        connection.close()


def deliver(url: str, send_to: Callable[[SplitResult, str], int]) -> str:
    """Send something to the first public address of a URL's host that answers.

    Args:
        url: the secret address.
        send_to: sends it once to an address of the host, and returns the status; may raise OSError, http.client.HTTPException.

    Returns:
        Nothing where it was taken, else why not, without the URL's path.
    """
    try:
        parts = parts_of(url)
        addresses = public(resolve(str(parts.hostname), parts.port or 443))
    except ValueError as error:
        return str(error)
    if not addresses:
        return f"{parts.hostname} is no address of the internet"
    reason = ""
    for address in addresses[:TRIED]:
        try:
            status = send_to(parts, address)
        except (OSError, http.client.HTTPException) as error:
            reason = f"{parts.hostname} ({address}): {type(error).__name__}: {error}"
            continue
        return "" if 200 <= status < 300 else f"{parts.hostname} answered {status}, expected 2xx"
    return reason


def post(url: str, data: dict[str, Any]) -> str:
    """Send one line. Returns nothing where it was taken, else why not, without the address's path. Up to a minute."""
    body = json.dumps(data, ensure_ascii=False).encode() + b"\n"
    return deliver(url, lambda parts, address: send(parts, address, body))
