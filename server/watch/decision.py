"""What `watch` does about what it finds. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from release.health import Problem

# Consecutive bad minutes in which a repair of the urgent kind is tried: soon, then ever less often, for each try costs.
TRIED = (1, 2, 3, 5, 8)
EVERY = 10
# Minutes after which a page that does not answer has its site started again, and then Docker.
SITE, DOCKER, DOCKER_WITHOUT_PORT = 3, 5, 2


def action(found: Sequence[Problem], port: bool, minutes: int) -> str:
    """Return what to do.

    "nothing", "site" (start it again), "docker" (restart it, then the site), "config" (put Docker's configuration back, then both),
    "config-only" (where Docker still runs), "files" (put back the server's own).

    ``port``: whether Docker's rule for the page is in the firewall. ``minutes``: consecutive bad ones, this one included.
    """
    codes = {one.code for one in found}
    urgent = any(one.repair == "now" for one in found)
    if "FH-DOCKER-CONFIG" in codes:
        return "config" if "FH-DOCKER-DOWN" in codes else "config-only"
    late = any(one.repair in ("later", "docker") for one in found) or not port
    if (minutes >= DOCKER_WITHOUT_PORT and not port) or (
        minutes >= DOCKER and any(one.repair == "docker" for one in found)
    ):
        return "docker"
    due = minutes in TRIED or minutes % EVERY == 0
    if (urgent and due) or (late and minutes >= SITE):
        return "site"
    return "files" if due and any(one.repair == "files" for one in found) else "nothing"
