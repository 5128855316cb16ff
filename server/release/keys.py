"""The authors' keys, by fingerprint: infra/boot/user-data.ts writes it into the forced command of each."""

from __future__ import annotations

import re

from shared.files import read_text

LIST = "/etc/freehold/keys/author"
FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}", re.ASCII)


def listed(fingerprint: str, path: str = LIST) -> bool:
    """Return whether that key may still do what authors do. The list changes while sessions run."""
    return bool(FINGERPRINT.fullmatch(fingerprint)) and f' {fingerprint}"' in (read_text(path) or "")
