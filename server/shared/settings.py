"""What the operator's plan says about this server: /etc/freehold/settings.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PATH = "/etc/freehold/settings.json"


def settings(path: str = PATH) -> dict[str, Any]:
    """Return all settings; infra/boot/user-data.ts (``ServerSettings``) declares them."""
    found: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return found
