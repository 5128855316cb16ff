"""What `watch` does, once a minute: looks at the site as a reader has it, and at the server's own files; starts a repair."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from alarm.look import look
from release.cgroups import limit_work
from release.docker import DockerError, nginx_containers
from release.facts import DAEMON, Facts, gather
from release.health import Problem, problems
from release.places import RUN, STACK, STATE
from release.processes import output_of, quietly
from shared.files import read_text, write_whole
from watch import files
from watch.decision import action

# How many consecutive minutes were bad: one line for each.
MISSES = RUN / "misses"
GOOD = STATE / "good/daemon.json"
CHAINS = (("OUTPUT", "FREEHOLD-USERS"), ("DOCKER-USER", "FREEHOLD-CONTAINERS"), ("INPUT", "FREEHOLD-CONTAINERS-IN"))
# nginx' only folder on the disk (policy/image.py). Its own limits come to 4 GB; what configures it was pushed.
CACHE, CACHE_MB = "/var/cache/nginx", 6000


def systemctl(*words: str) -> None:
    """Run systemctl; whatever it prints goes to the journal."""
    subprocess.run(["systemctl", *words], check=False)


def keep_rules() -> None:
    """Bring back the firewall's rules and the second address, where somebody flushed them."""
    iptables = ("iptables", "-w", "30")
    if any(quietly([*iptables, "-C", chain, "-j", target]) != 0 for chain, target in CHAINS):
        systemctl("restart", "freehold-firewall.service")
    if not output_of(["ip", "-4", "-o", "address", "show", "dev", "lo", "scope", "global"]):
        systemctl("restart", "freehold-address.service")


def port_is_open() -> bool:
    """Return whether Docker's rule for the page is there: whatever flushed the firewall took it along."""
    return "dport 80 " in (output_of(["iptables", "-w", "30", "-t", "nat", "-S", "DOCKER"]) or "")


def own_address() -> str:
    """Return the machine's own address: through it a request needs Docker's rules as a reader's does."""
    words = (output_of(["ip", "-4", "route", "get", "169.254.1.1"]) or "").split()
    return f"http://{words[words.index('src') + 1]}" if "src" in words else "http://127.0.0.1"


def keep_disk() -> None:
    """Give nginx a new container where it holds too much on the disk."""
    try:
        mounts = [m for c in nginx_containers() for m in c["Mounts"] if m["Destination"] == CACHE]
    except DockerError:
        return
    for mount in mounts:
        size = (output_of(["du", "-sm", mount["Source"]]) or "0").split()[0]
        if size.isdigit() and int(size) > CACHE_MB:
            print("FH-NGINX-DISK: nginx holds more than 6 GB on the disk; it gets a new container", flush=True)
            quietly(["docker", "service", "update", "--detach", "--force", f"{STACK}_nginx"])


def keep_config(facts: Facts) -> Facts:
    """Keep a copy of Docker's configuration while Docker runs with it, and put it back where it was damaged since."""
    if facts.docker:
        return facts
    if facts.daemon_damaged:
        return replace(facts, daemon_damaged=not put_config_back())
    text = read_text(DAEMON)
    if text and read_text(GOOD) != text:
        write_whole(GOOD, text)
    return facts


def put_config_back() -> bool:
    """Put back the last configuration that Docker ran with, or what `up` sent. Returns whether there is one."""
    text = read_text(GOOD)
    print("FH-DOCKER-CONFIG: Docker's configuration was damaged; the last good one is put back", flush=True)
    if text:
        write_whole(DAEMON, text)
        return True
    return files.repair(wait=False) == 0


def count(bad: bool) -> int:
    """Count consecutive bad minutes, this one included."""
    if not bad:
        MISSES.unlink(missing_ok=True)
        return 0
    text = (read_text(MISSES) or "") + "x\n"
    Path(MISSES).write_text(text, encoding="ascii")
    return text.count("x")


def repair(what: str, reasons: str) -> None:
    """Do what was decided."""
    if what == "nothing":
        return
    if what == "files":
        print(f"putting files back: {reasons}", flush=True)
        files.repair(wait=False)
        return
    if what in ("config", "config-only"):
        put_config_back()
        if what == "config-only":
            return
        systemctl("reset-failed", "docker.service", "docker.socket")
    if what in ("docker", "config"):
        print(f"restarting Docker: {reasons}", flush=True)
        MISSES.unlink(missing_ok=True)
        systemctl("restart", "docker.service")
    else:
        print(f"starting the site again: {reasons}", flush=True)
    systemctl("restart", "freehold-site.service")


def report(facts: Facts, found: Sequence[Problem]) -> None:
    """Tell the outside. Whatever goes wrong with that, the site is repaired all the same."""
    try:
        look(facts, found)
    except Exception as error:  # noqa: BLE001 (what comes next is more important)
        print(f"FH-ALARM-LOOK: {type(error).__name__}: {error}", flush=True)


def main() -> int:
    """Look, and repair. Nothing is repaired while a release or a boot is at work: it ends with the site or says why not."""
    limit_work()
    keep_rules()
    keep_disk()
    facts = keep_config(gather(own_address()))
    found = problems(facts)
    report(facts, found)
    if facts.at_work:
        return 0
    repairable = [one for one in found if one.repair != "never"]
    nothing_yet = not facts.live and not facts.live_damaged and not facts.intent
    port = nothing_yet or port_is_open()
    minutes = count(bool(repairable) or not port)
    reasons = json.dumps([one.code for one in repairable] or ["the page's port is gone"])
    what = action(repairable, port, minutes)
    repair(what, reasons)
    if what != "nothing" and not problems(gather(own_address())):
        # It helped: what breaks in the next minute is a new fault, not the fifth minute of this one.
        MISSES.unlink(missing_ok=True)
    return 0
