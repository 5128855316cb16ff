"""Whether the site is whole, as its readers and its own files have it. Facts are gathered at the edge; the rest is pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from release import conf, content, git, page, patches, records, stack, state
from release.docker import DockerError, have_image, of_stack
from release.places import DEPLOY, RELEASES, STACK, STATE, TURN
from release.processes import output_of
from release.tasks import lost
from shared.files import read_json, read_text
from shared.locks import is_held

TRIES = 3
SETUP = Path("/run/freehold-setup.lock")
DAEMON = Path("/etc/docker/daemon.json")
UNITS = tuple(
    f"freehold-{name}"
    for name in (
        *("site.service", "watch.service", "watch.timer", "firewall.service", "address.service"),
        *("tidy.service", "tidy.timer", "upkeep.service", "upkeep.timer", "certificate.service", "certificate.timer"),
        *("readers.service", "readers.timer", "lease.service", "lease.timer", "backup.service", "backup.timer"),
    )
)
# Started by nobody but systemd: disabled they are silent after a boot, stopped at once.
STARTED = ("freehold-site.service", "freehold-watch.timer")


REPAIR = "`npm run repair` from the laptop"
WAIT = "wait two minutes: the server puts it back"


@dataclass(frozen=True)
class Problem:
    """What is wrong.

    ``repair``, by `watch`: the site at once (now) or after a few minutes (later), later Docker, too (docker), the server's files
    at once (files), or never.
    """

    code: str
    text: str
    do: str
    repair: str = "never"


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


def damaged_units(shown: str) -> tuple[tuple[str, str], ...]:
    """Return which units do not do what they are for, and why, from what `systemctl show` prints. Pure."""
    found = []
    for block in shown.split("\n\n"):
        unit = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
        name, load = unit.get("Id", ""), unit.get("LoadState", "")
        if name not in UNITS:
            continue
        if load != "loaded":
            # An empty file is "masked" to systemd.
            found.append((name, {"not-found": "missing", "masked": "empty or masked"}.get(load, "damaged")))
        elif unit.get("NeedDaemonReload") == "yes":
            found.append((name, "not the one that systemd has read"))
        elif name in STARTED and unit.get("UnitFileState") != "enabled":
            found.append((name, "not enabled"))
        elif name in STARTED and name.endswith(".timer") and unit.get("ActiveState") != "active":
            found.append((name, "not running"))
    return tuple(found)


def _units() -> tuple[tuple[str, str], ...]:
    properties = "--property=Id,LoadState,NeedDaemonReload,UnitFileState,ActiveState"
    return damaged_units(output_of(["systemctl", "show", properties, *UNITS]) or "")


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
        damaged_units=() if is_held(SETUP) else _units(),
        damaged_records=records.damaged_lines(),
        **_of_docker(live),
    )


def problems(facts: Facts) -> list[Problem]:
    """Return what is wrong, the cause before its effects. Pure."""
    if not facts.live and not facts.live_damaged and not facts.intent:
        return _of_config(facts)
    return [*_of_config(facts), *_of_state(facts), *_of_stack(facts), *_of_content(facts), *_of_page(facts)]


def _of_config(facts: Facts) -> list[Problem]:
    found = []
    if facts.daemon_damaged:
        text = f"{DAEMON} is damaged: Docker does not start again with it"
        found.append(
            Problem(
                "FH-DOCKER-CONFIG",
                text,
                "wait a minute: the server puts back the last good one",
                "now",
            )
        )
    if facts.docker:
        found.append(
            Problem(
                "FH-DOCKER-DOWN", facts.docker, "on the server: systemctl status docker; journalctl -u docker", "later"
            )
        )
    for name, why in facts.damaged_units:
        text = f"the systemd unit {name} is {why}"
        found.append(Problem("FH-UNIT-DAMAGED", text, REPAIR if "watch" in name else f"{WAIT}; else {REPAIR}", "files"))
    if facts.damaged_records:
        text = f"{facts.damaged_records} lines of {STATE}/releases.jsonl are damaged and not counted"
        found.append(Problem("FH-STATE-RECORDS", text, "nothing: the next release writes the list without them"))
    return found


def _of_state(facts: Facts) -> list[Problem]:
    if facts.at_work:
        return []
    found = []
    wait = "wait a minute: the server repairs it by itself"
    if facts.live_damaged:
        found.append(Problem("FH-STATE-LIVE", f"{STATE}/live is damaged or missing", wait, "now"))
    if facts.intent:
        found.append(Problem("FH-RELEASE-INTERRUPTED", "a release was interrupted", wait, "now"))
    elif facts.live and facts.main != facts.live:
        text = f"main is {facts.main[:12] or 'nothing'}, live is {facts.live[:12]}"
        found.append(Problem("FH-STATE-MAIN", text, wait, "now"))
    if facts.release_damaged:
        found.append(Problem("FH-STATE-RELEASE", f"{RELEASES}/{facts.live} is damaged or missing", wait, "now"))
    if facts.conf_damaged and not facts.intent:
        found.append(Problem("FH-STATE-CONF", "nginx' configuration files are not the live release's", wait, "now"))
    return found


def _of_stack(facts: Facts) -> list[Problem]:
    if facts.docker or facts.at_work:
        return []
    found = []
    for name in facts.expected:
        if name not in facts.services:
            text = f"the service {name.removeprefix(f'{STACK}_')} is gone"
            found.append(Problem("FH-SERVICE-LOST", text, "wait: the server starts it again within two minutes", "now"))
        elif name in facts.silent:
            text = f"no container of {name.removeprefix(f'{STACK}_')} runs"
            found.append(Problem("FH-SERVICE-DOWN", text, "see `logs`; the server tries again by itself", "later"))
    for image in facts.missing_images:
        text = f"the image {image} is gone; a container could not start again"
        found.append(Problem("FH-IMAGE-LOST", text, "wait: the server builds it again from its commit", "now"))
    return found


def _of_content(facts: Facts) -> list[Problem]:
    if facts.at_work:
        return []
    if facts.content_lost:
        text = f"the rendered content of release {facts.live[:12]} is gone"
        return [Problem("FH-CONTENT-LOST", text, "wait: the server renders it again within two minutes", "now")]
    if facts.content_due:
        text = f"a post appears at {facts.content_due}, and the content was rendered before"
        return [Problem("FH-CONTENT-DUE", text, "wait: the server renders it within two minutes", "now")]
    return []


def _of_page(facts: Facts) -> list[Problem]:
    if facts.at_work or not facts.live:
        return []
    status = facts.seen.page.split(" ")[0]
    do = "see `logs`; the server starts the site again after three minutes"
    if status != "200" and not facts.seen.about.startswith("{"):
        return [Problem("FH-PAGE-DOWN", f"the page does not answer: {facts.seen.page or 'no answer'}", do, "docker")]
    silent = [one for one in (facts.seen.page, *facts.seen.apps) if one.split(" ")[0] != "200"]
    if silent:
        return [Problem("FH-APP-DOWN", f"nginx answers, the app does not: {silent[0] or 'no answer'}", do, "later")]
    if not facts.about or not page.shows(facts.seen, facts.about, facts.content):
        text = f"the page does not show release {facts.live[:12]}: app and content {facts.seen.page[4:] or 'unknown'}, release.json {facts.seen.about[:80]}"
        return [Problem("FH-PAGE-OTHER", text, "wait: the server shows it again within two minutes", "now")]
    return []
