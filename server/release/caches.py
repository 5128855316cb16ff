"""nginx' caches, and the site before the live one: emptied where what they have may not be shown any more."""

from __future__ import annotations

import re
from pathlib import Path

from release import content
from release.docker import nginx_containers
from release.places import NGINX, STACK
from release.processes import quietly
from release.reload import reload_nginx
from release.steps import step
from release.wait import await_tasks

# There from before a release that takes something away until the caches are empty; `Server.show` looks at it.
DUE = NGINX / "caches-due"
PATH = re.compile(r"^\s*(?:proxy|fastcgi|uwsgi|scgi)_cache_path\s+([^\s;]+)", re.MULTILINE)


def folders(texts: list[str]) -> list[str]:
    """Return the folders in which a configuration keeps answers. Pure."""
    return sorted({path.strip("\"'") for text in texts for path in PATH.findall(text)})


def empty(conf: Path) -> None:
    """Empty the caches of the running nginx, which has the configuration in ``conf``; then forget that it is due.

    Files are removed inside of the container, and nginx reloaded, for its workers may hold some open: no request is lost. Where
    that fails (an image without `find`), nginx gets a new container, whose caches are empty: a second without a page.
    """
    step("emptying nginx' caches")
    content.forget_before()
    found = folders([path.read_text(encoding="utf-8", errors="replace") for path in conf.rglob("*") if path.is_file()])
    removal = ["find", *found, "-ignore_readdir_race", "-type", "f", "-delete"]
    statuses = [quietly(["docker", "exec", one["Id"], *removal], 60) for one in nginx_containers()] if found else []
    if any(statuses):
        quietly(["docker", "service", "update", "--detach", "--force", f"{STACK}_nginx"])
        await_tasks([f"{STACK}_nginx"])
    else:
        reload_nginx()
    DUE.unlink(missing_ok=True)
