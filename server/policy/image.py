"""Refuses what an image brings by itself past compose.yaml."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from policy.stack.fields import user as is_user

# Labels are read with every list of containers; Docker's own client would hold megabytes of them.
MAX_LABEL_BYTES = 16 * 1024
# What nginx holds for slow readers and keeps of large files. `watch` looks at its size.
VOLUMES = {"nginx": {"/var/cache/nginx"}}


def problems(name: str, config: Mapping[str, Any], service: Mapping[str, Any]) -> Iterator[str]:
    """Yield each reason not to run an image. ``config``: its own, ``service``: what compose.yaml says of it."""
    volumes = set(config.get("Volumes") or {}) - VOLUMES.get(name, set())
    if volumes:
        yield (
            f"FH-IMAGE-VOLUME: {name}/Dockerfile declares the volume {min(volumes)[:80]!r}, which would be written to "
            "the server's disk without a limit. Leave VOLUME out; what is written for a while goes to /tmp"
        )
    labels = len(json.dumps(config.get("Labels") or {}))
    if labels > MAX_LABEL_BYTES:
        yield f"FH-IMAGE-LABELS: the labels of {name}'s image have {labels} bytes; at most {MAX_LABEL_BYTES} are read"
    user = config.get("User") or ""
    if "user" not in service and not is_user(user):
        yield (
            f"FH-IMAGE-USER: {name} would run as {user[:40]!r}; expected the number of a user that is not root. "
            f'Write user: "10001:10001" for {name} in compose.yaml, '
            f"or USER 10001:10001 at the end of {name}/Dockerfile"
        )


def main(stack: str) -> int:
    """Judge `docker image inspect APP NGINX` on standard input by the stack in that file; print reasons.

    Returns a status.
    """
    services = json.loads(Path(stack).read_text(encoding="utf-8"))["services"]
    images = json.load(sys.stdin)
    found = [
        p
        for name, image in zip(("app", "nginx"), images, strict=True)
        for p in problems(name, image["Config"], services[name])
    ]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0
