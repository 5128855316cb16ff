"""The country of a network, by the table of Debian's package tor-geoipdb (IPFire Location, CC BY-SA 4.0).

The package itself depends on a Tor daemon, so `countries-fetch` only unpacks its two files. They are sorted lines of text, and a
lookup is a binary search in the mapped file: no memory, 20 reads.
"""

from __future__ import annotations

import ipaddress
import mmap
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from release.places import STATE

TABLES = STATE / "countries"
UNKNOWN = "??"


class Buffer(Protocol):
    """What a search needs of bytes and of a mapped file."""

    def __len__(self) -> int:
        """Return the size."""

    def __getitem__(self, part: slice, /) -> bytes:
        """Return a part."""

    def find(self, sub: bytes, start: int, /) -> int:
        """Return where ``sub`` is, from ``start``."""

    def rfind(self, sub: bytes, start: int, end: int, /) -> int:
        """Return where ``sub`` is last, before ``end``."""


def _number(text: bytes) -> int:
    """Return the number of an address: IPv4 ones are written as numbers."""
    return int(text) if text.isdigit() else int(ipaddress.IPv6Address(text.decode("ascii")))


def lookup(table: Buffer, address: int) -> str:
    """Return the two letters of the range that has ``address``, or UNKNOWN. Pure."""
    low, high = 0, len(table)
    while low < high:
        begin = table.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = table.find(b"\n", begin)
        end = len(table) if end < 0 else end
        first, _, rest = table[begin:end].partition(b",")
        last, _, country = rest.partition(b",")
        if table[begin : begin + 1] == b"#" or not country:
            low = end + 1
        elif address < _number(first):
            high = begin
        elif address > _number(last):
            low = end + 1
        else:
            return country[:2].decode("ascii", "replace")
    return UNKNOWN


def countries(networks: Mapping[str, int], tables: Path = TABLES) -> Counter[str]:
    """Return how many visitors came from each country; none where the tables are not here.

    Args:
        networks: visitors by network ("192.0.2.0/24", "2001:db8::/48").
        tables: the folder that has ``geoip`` and ``geoip6``.
    """
    found: Counter[str] = Counter()
    opened: dict[int, mmap.mmap] = {}
    for version, name in ((4, "geoip"), (6, "geoip6")):
        try:
            with (tables / name).open("rb") as file:
                opened[version] = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError):
            # Missing, or empty after a power cut.
            return found
    for text, visitors in networks.items():
        try:
            network = ipaddress.ip_network(text, strict=False)
        except ValueError:
            continue
        found[lookup(opened[network.version], int(network.network_address))] += visitors
    for table in opened.values():
        table.close()
    return found
