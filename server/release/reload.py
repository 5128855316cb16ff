"""nginx reads its configuration again."""

from __future__ import annotations

import time

from release.docker import DockerError, ask, nginx_containers, run_inside
from release.steps import Refused, say, step

# The new worker starts at once; the old one is told a tenth of a second later, and may be at work just then.
SECONDS = 10


def accepting(titles: list[str], processes: list[list[str]]) -> set[str]:
    """Return the ids of the workers that take new connections, of what Docker's `top` gives. Pure."""
    rows = [dict(zip(titles, process, strict=False)) for process in processes]
    workers = [row for row in rows if "nginx: worker process" in row.get("CMD", "")]
    return {row.get("PID", "") for row in workers if "shutting down" not in row["CMD"]}


def workers(container: str) -> set[str]:
    """Return the same of a container; none of one that ends just now, or where Docker cannot tell."""
    try:
        found = ask(f"/containers/{container}/top")
        return accepting(found["Titles"], found["Processes"])
    except (DockerError, KeyError, TypeError):
        return set()


def reload_nginx(tested: bool = False) -> None:
    """Let nginx read its configuration, and wait until nobody gets the old one. Raises Refused.

    Args:
        tested: nginx need not read it beforehand to say whether it is right.
    """
    step("reloading nginx")
    for container in nginx_containers()[:1]:
        old = workers(container["Id"])
        if tested:
            # What `nginx -s reload` ends with. The page tells whether it was read.
            ask(f"/containers/{container['Id']}/kill?signal=HUP", "POST")
        else:
            status, text = run_inside(container["Id"], ["nginx", "-s", "reload"])
            if status != 0:
                say(text.rstrip("\n"))
                raise Refused("FH-NGINX-RELOAD: nginx could not be reloaded (see above)")
        deadline = time.monotonic() + SECONDS
        while old & workers(container["Id"]) and time.monotonic() < deadline:
            time.sleep(0.05)
