"""Counts distinct visitors in bounded memory, without keeping who they were."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter

MOST = 1 << 14


class Visitors:
    """Distinct (network, agent) of one day.

    Only salted hashes are held, only while a day is counted; the salt never leaves the process. Above MOST of them every second
    is forgotten and the rest count twice, and so on (Wegman's adaptive sampling): the number is then true within 1 %.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._salt = secrets.token_bytes(16)
        self._networks: dict[int, str] = {}
        self._halvings = 0

    def add(self, network: str, agent: str) -> None:
        """Count a visitor; again does not count."""
        digest = hashlib.blake2b(f"{network} {agent}".encode(), digest_size=8, key=self._salt).digest()
        number = int.from_bytes(digest, "big")
        if number & ((1 << self._halvings) - 1):
            return
        self._networks[number] = network
        while len(self._networks) > MOST:
            self._halvings += 1
            mask = (1 << self._halvings) - 1
            self._networks = {key: value for key, value in self._networks.items() if not key & mask}

    def count(self) -> int:
        """Return how many there were."""
        return len(self._networks) << self._halvings

    def networks(self) -> Counter[str]:
        """Return how many visitors each network had."""
        found = Counter(self._networks.values())
        return Counter({name: number << self._halvings for name, number in found.items()})
