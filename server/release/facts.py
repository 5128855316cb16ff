"""What the site's readers, its containers and its own files show, gathered at the edge (health.py judges it)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from release import conf, content, git, page, patches, records, stack, state, units
from release.docker import DockerError, have_image, of_stack
from release.places import DEPLOY, RELEASES, STACK, STATE, TURN
from release.tasks import lost
from shared.files import read_json, read_text
from shared.locks import is_held

TRIES = 3
SETUP = Path("/run/freehold-setup.lock")
DAEMON = Path("/etc/docker/daemon.json")


@dataclass(frozen=True)
class Facts:
    """What was found. ``docker``: why Docker does not answer, or nothing."""

    live: str = ""
    live_damaged: bool = False
    release_damaged: bool = False
    conf_damaged: bool = False
    main: str = ""
    intent: bool = False
    at_work: bool = False
    about: str = ""
    seen: page.Seen = field(default_factory=lambda: page.Seen((), ""))
    content: str = ""
    content_lost: bool = False
    content_due: str = ""
    docker: str = ""
    daemon_damaged: bool = False
    damaged_units: tuple[tuple[str, str], ...] = ()
    expected: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    missing_images: tuple[str, ...] = ()
    damaged_records: int = 0
    containers: tuple[tuple[str, str], ...] = ()


def _of_docker(live: str) -> dict[str, Any]:
    """Return the facts that Docker has."""
    prepared = read_json(RELEASES / live / "stack.json") if live else None
    services = prepared["services"] if isinstance(prepared, dict) else {"app": {}, "nginx": {}}
    expected = tuple(f"{STACK}_{name}" for name in services)
    try:
        found, tasks, containers = of_stack("services"), of_stack("tasks"), of_stack("containers/json")
        missing = tuple(
            n for s in services.values() if "image" in s and not have_image(n := patches.name_of(s["image"]))
        )
    except DockerError as error:
        return {"docker": str(error), "expected": expected}
    names = tuple(s["Spec"]["Name"] for s in found)
    shown = sorted((c["Labels"].get("com.docker.swarm.service.name", ""), c["Status"]) for c in containers)
    silent = tuple(name for name in lost(found, tasks, expected) if name in names)
    return {
        "expected": expected,
        "services": names,
        "silent": silent,
        "missing_images": missing,
        "containers": tuple(shown),
    }


def at_work() -> bool:
    """Return whether somebody releases, or the server itself changes the site. As root."""
    return is_held(TURN) or is_held(DEPLOY)


def _conf_damaged(live: str) -> bool:
    """Return whether nginx has, or would have after its next start, other configuration files than the live release's."""
    folder = stack.conf_folder_if_whole(live)
    return folder is not None and (conf.RELOAD_DUE.exists() or not conf.same(RELEASES / live / "conf", folder))


def gather(address: str = page.ADDRESS) -> Facts:
    """Look at everything. Under a second.

    Where a release begins or ends meanwhile, what was seen is of two moments: it is looked at again, and after three tries
    counts as seen at work.
    """
    for _ in range(TRIES):
        before, facts = _moment(), _look(address)
        if before == _moment():
            return facts
    return replace(_look(address), at_work=True)


def _moment() -> tuple[object, ...]:
    """Return what is another one after each step of a release."""
    files = (STATE / "live", STATE / "intent.json", STATE / "stack.json", STATE / "releases.jsonl")
    return at_work(), git.main_release(), *(path.stat().st_mtime_ns if path.exists() else 0 for path in files)


def _look(address: str) -> Facts:
    live = state.live_release()
    name = content.name_of(live) if live else ""
    return Facts(
        live=live,
        live_damaged=state.live_is_damaged() or (not live and bool(records.history(records.read()))),
        release_damaged=bool(live) and not stack.is_prepared(live),
        conf_damaged=_conf_damaged(live),
        main=git.main_release(),
        intent=(STATE / "intent.json").exists(),
        at_work=at_work(),
        about=(read_text(RELEASES / live / "release.json") or "").strip() if live else "",
        seen=page.fetch(address, app=bool(name)),
        content=name,
        content_lost=not content.is_there(name),
        content_due=content.is_due(name),
        daemon_damaged=read_json(DAEMON) is None,
        # While setup brings units, systemd has not read them yet.
        damaged_units=() if is_held(SETUP) else units.damaged(),
        damaged_records=records.damaged_lines(),
        **_of_docker(live),
    )
